"""A college in a home of its own, and `import` in real processes that can be killed."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SET_UP = """
import sys
from datetime import date
import django
django.setup()
from django.core.management import call_command
from zhengai.college.actions import create_college, set_calendar
from zhengai.framework.actions import install
call_command("migrate", verbosity=0, skip_checks=True)
college = create_college(code="S1", name="青禾(示例)", category="综合", by="he")
set_calendar(college=college, semesters=[("2026-2027-1", date(2026, 8, 31), 18)], by="he")
install(college=college, pack="foundation", by="he")
"""
# the exit code and the report of one import, then what is stored
IMPORT = """
import json, sys
from pathlib import Path
import django
django.setup()
from zhengai.college.queries import only_college
from zhengai.datacentre.actions import ImportFailed, import_file
try:
    report = import_file(college=only_college(), dataset=sys.argv[1], path=Path(sys.argv[2]), by="he")
except ImportFailed as problem:
    print(json.dumps({"failed": str(problem)}))
else:
    names = ("state", "new", "changed", "unchanged", "rejected", "already", "version", "message")
    print(json.dumps({name: getattr(report, name) for name in names}))
"""
LOOK = """
import json
import duckdb, django
django.setup()
from zhengai.college.models import Subject
from zhengai.college.queries import only_college
from zhengai.core.queries import broken_link
from zhengai.datacentre import queries
from zhengai.datacentre.models import Batch
college = only_college()
lake = queries.lake(college)
found = {"versions": queries.data_versions(college), "rows": {}, "batches": [], "whole": broken_link() is None}
for dataset, version in found["versions"].items():
    rows = duckdb.sql(f"SELECT * EXCLUDE (_batch) FROM read_parquet({lake.files(dataset, version)}) ORDER BY ALL")
    found["rows"][dataset] = [[str(cell) for cell in row] for row in rows.fetchall()]
found["batches"] = list(Batch.objects.order_by("id").values_list("state", flat=True))
found["subjects"] = Subject.objects.filter(level="department", active=True).count()
print(json.dumps(found))
"""


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("ZHENGAI_FAULT", "DATABASE_URL")}
    return kept | {
        "ZHENGAI_HOME": str(home),
        "DATABASE_URL": "",
        "ZHENGAI_SECRET_KEY": "only-for-tests",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONWARNINGS": "ignore",
        **more,
    }


def start(home: Path, program: str, *arguments: str, **more: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        env=environment(home, **more),
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(home: Path, program: str, *arguments: str, **more: str) -> str:
    process = start(home, program, *arguments, **more)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out
