"""Whose processor time a measurement took."""

import subprocess
import sys
from subprocess import PIPE

import pytest
from django.db import connection

from zhengai.cli.effort import Effort, spent

BUSY = "import time\nuntil = time.process_time() + {}\nwhile time.process_time() < until: pass\n"
# works through a child that has ended when it answers
SERVER = f"""
import subprocess, sys
sys.stdin.readline()
subprocess.run([sys.executable, "-c", {BUSY.format(0.3)!r}])
print("done", flush=True)
sys.stdin.readline()
"""

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(sys.platform != "linux", reason="processor times are read from /proc"),
]


def test_the_server_is_told_apart_from_who_measures() -> None:
    """Also what a child of the server spent that has ended."""
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdin=PIPE, stdout=PIPE, text=True)
    assert server.stdin is not None
    assert server.stdout is not None
    with spent(server.pid) as effort:
        server.stdin.write("begin\n")
        server.stdin.flush()
        assert server.stdout.readline() == "done\n"
    server.communicate("end\n")
    assert effort.server is not None
    assert effort.server >= 0.3
    assert effort.client < 0.3


def test_the_database_is_told_apart() -> None:
    with spent(1) as effort:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM generate_series(1, 3000000)")
    if connection.vendor == "postgresql":
        assert effort.database is not None
        assert effort.database > 0.05
    else:
        assert effort.database is None


def test_a_server_that_is_gone_has_no_figure() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with spent(gone.pid) as effort:
        pass
    assert effort.server is None
    assert effort.each(10) is None


def test_what_one_page_costs() -> None:
    assert Effort(server=1.0, database=0.5).each(10) == 150.0
    assert Effort(server=1.0).each(10) == 100.0
    assert Effort(server=1.0).each(0) is None
