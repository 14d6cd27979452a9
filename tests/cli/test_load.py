"""The visitors of `bench web`, and the server they visit."""

import pytest

from zhengai.cli import load
from zhengai.cli.load import Times, Visit
from zhengai.cli.serving import processes

HERE = Visit("teacher", "/levels/teacher/", "")


def _answers(monkeypatch: pytest.MonkeyPatch, answers: dict[str, tuple[int, str, bytes]]) -> None:
    monkeypatch.setattr(load, "_ask", lambda port, address, cookie: answers[address])


def test_a_list_of_one_is_followed_to_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    there = "/levels/teacher/T0001/"
    _answers(monkeypatch, {HERE.address: (302, there, b""), there: (200, "", b"page")})
    times = Times()
    load._visit(1, HERE, times)
    assert len(times.all) == 1
    assert times.failed == []


@pytest.mark.parametrize("answer", [(302, "/sign-in/?next=/", b""), (500, "", b"")])
def test_a_page_that_did_not_open_is_named(
    monkeypatch: pytest.MonkeyPatch, answer: tuple[int, str, bytes]
) -> None:
    _answers(monkeypatch, {HERE.address: answer})
    times = Times()
    load._visit(1, HERE, times)
    assert times.failed == [f"{answer[0]} /levels/teacher/ (teacher)"]


@pytest.mark.parametrize(
    ("vendor", "cores", "wanted"),
    [
        ("sqlite", 16, (2, 1)),
        ("postgresql", 1, (2, 4)),
        ("postgresql", 4, (4, 4)),
        ("postgresql", 64, (8, 4)),
    ],
)
def test_the_server_fits_the_machine(vendor: str, cores: int, wanted: tuple[int, int]) -> None:
    assert processes(vendor, cores) == wanted
