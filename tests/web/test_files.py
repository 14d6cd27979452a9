"""What is shipped beside the code: vendored files, static files, templates."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.template.loader import get_template
from django.test import override_settings

import zhengai.web

WEB = Path(zhengai.web.__file__).parent
STATIC = WEB / "shell" / "static"
VENDOR = STATIC / "vendor"
PACKAGES: list[dict[str, Any]] = json.loads((VENDOR / "vendor.json").read_text())
TEMPLATES = sorted(path for path in WEB.rglob("templates/**/*.html"))
# Django and the middleware open these by name
BY_NAME = {"403.html", "404.html", "500.html", "403_csrf.html"}


def _name(path: Path) -> str:
    return path.as_posix().rsplit("/templates/", 1)[1]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["name"])
def test_a_vendored_file_is_what_its_entry_says(package: dict[str, Any]) -> None:
    assert package["version"]
    assert package["licence"] in {"MIT", "Apache-2.0", "0BSD"}
    assert package["licence_files"]
    assert all((VENDOR / name).stat().st_size > 100 for name in package["licence_files"])
    for name, digest in package["files"].items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest


def test_every_vendored_file_has_an_entry() -> None:
    entered = {name for package in PACKAGES for name in (*package["files"], *package["licence_files"])}
    there = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert there - entered == {"vendor.json"}


def test_the_htmx_beside_the_pages_is_the_one_django_htmx_knows() -> None:
    import django_htmx

    shipped = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    assert shipped.read_bytes() == (VENDOR / "htmx" / "htmx.min.js").read_bytes()


def test_all_static_files_can_be_collected_under_their_hashes(tmp_path: Path) -> None:
    storages = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    manifest = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert manifest["vendor/tabler/tabler.min.css"] != "vendor/tabler/tabler.min.css"


def test_every_static_file_a_template_names_is_there() -> None:
    named = {name for path in TEMPLATES for name in re.findall(r"{% static ['\"]([^'\"]+)", path.read_text())}
    assert named
    assert [name for name in sorted(named) if not (STATIC / name).is_file()] == []


def test_own_scripts_and_styles_stay_small() -> None:
    lines = {path.name: len(path.read_text().splitlines()) for path in (STATIC / "zhengai").glob("*.*s*")}
    scripts = sum(number for name, number in lines.items() if name.endswith(".js"))
    assert scripts <= 450  # ADR 0004
    assert max(lines.values()) <= 300


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_templates_compile(path: Path) -> None:
    get_template(_name(path))


def test_no_template_lies_unused() -> None:
    sources = [path.read_text() for path in [*WEB.rglob("*.py"), *TEMPLATES]]
    unused = [
        _name(path)
        for path in TEMPLATES
        if _name(path) not in BY_NAME and not any(f'"{_name(path)}"' in source for source in sources)
    ]
    assert unused == []


def test_templates_carry_no_scripts_of_their_own() -> None:
    """The content policy would stop them."""
    found = [
        _name(path)
        for path in TEMPLATES
        if re.search(r"<script(?! src=)|\son\w+=\"|javascript:", path.read_text())
    ]
    assert found == []
