"""An error of the program: the reader gets a short number, the operator finds the entry that carries it."""

import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from tests.web.school import School
from zhengai.core.errorlog import ErrorFile
from zhengai.web.desks.alerts import desk
from zhengai.web.levels.profile import page
from zhengai.web.shell import theme

ROOT = Path(__file__).resolve().parents[2]
_NUMBER = re.compile(r"错误编号 <strong>(\d{6})</strong>")

Browse = Callable[[str], Client]


def breaks(*_: object, **__: object) -> None:
    raise ValueError("学号 20260001 李晓 wang@qinghe.cn")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file of the installation's error log, at a place of its own."""
    [handler] = [each for each in logging.getLogger().handlers if isinstance(each, ErrorFile)]
    path = tmp_path / "log" / "errors.log"
    monkeypatch.setattr(handler, "baseFilename", str(path))
    monkeypatch.setattr(handler, "_lock_file", path.with_name(".lock"))
    return path


def quietly(browser: Client) -> Client:
    browser.raise_request_exception = False
    return browser


def test_the_number_on_the_page_leads_to_the_entry(
    school: School, signed_in: Browse, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "seen_alerts", breaks)
    answer = quietly(signed_in("lin")).get("/alerts/", {"q": "护理学基础"})
    assert answer.status_code == 500
    found = _NUMBER.search(answer.content.decode())
    assert found
    assert answer["Error-Number"] == found[1]
    head, *trace = log.read_text().splitlines()
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d ERROR django.request ", head)
    assert head.endswith(f"错误编号 {found[1]} 用户 {school.users['lin'].pk} GET /alerts/")
    assert any("desk.py" in line for line in trace)
    assert trace[-1] == "ValueError: … … … …"


def test_nothing_that_was_sent_is_written_down(
    signed_in: Browse, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme, "HttpResponseRedirect", breaks)
    quietly(signed_in("lin")).post("/theme/", {"theme": "dark", "said": "secret-word"})
    text = log.read_text()
    assert "POST /theme/" in text
    assert "secret-word" not in text


@pytest.mark.parametrize(
    ("address", "told"),
    [("/levels/student/S0001/", "/levels/student/…/"), ("/levels/course/C001/", "/levels/course/C001/")],
)
def test_the_address_names_no_person(
    signed_in: Browse, log: Path, monkeypatch: pytest.MonkeyPatch, address: str, told: str
) -> None:
    monkeypatch.setattr(page, "subject_or_404", breaks)
    assert quietly(signed_in("lin")).get(address).status_code == 500
    assert log.read_text().splitlines()[0].endswith(f"GET {told}")
    assert "S0001" not in log.read_text()


def test_what_is_refused_or_not_there_is_no_error(signed_in: Browse, log: Path) -> None:
    browser = signed_in("li")
    assert browser.get("/no/such/page/").status_code == 404
    assert browser.get("/accounts/").status_code == 403
    assert not log.exists()


SERVED = """
import django
django.setup()
from django.test import Client
from zhengai.web.shell.sign_in import SignIn

def breaks(*_, **__):
    raise RuntimeError("a broken page")

SignIn.get = breaks
answer = Client(raise_request_exception=False).get("/sign-in/", HTTP_HOST="localhost")
print(answer.status_code, answer["Error-Number"])
"""


def test_an_installation_writes_to_standard_error_and_to_its_home(tmp_path: Path) -> None:
    """With the settings that a college runs, not those of the tests."""
    home = tmp_path / "installed"
    environment = {
        **os.environ,
        "ZHENGAI_HOME": str(home),
        "DATABASE_URL": "",
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", SERVED], env=environment, capture_output=True, text=True, check=True
    )
    status, number = done.stdout.split()
    assert status == "500"
    for written in (done.stderr, (home / "log" / "errors.log").read_text()):
        assert f"错误编号 {number} 用户 - GET /sign-in/" in written
        assert "RuntimeError: a broken page" in written
        assert "in breaks" in written
