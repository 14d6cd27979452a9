"""The trail as sentences: every action of the code has one, and a broken chain is found."""

import ast
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.web.school import School
from zhengai.alerts.rules.machine import ACTOR_OF, Actor
from zhengai.core.actions import record
from zhengai.core.models import AuditEvent
from zhengai.web.desks.audit.sentences import ROOMS, SENTENCES, sentence, title_of

Browse = Callable[[str], Client]
SRC = Path(__file__).parents[2] / "src" / "zhengai"
# long work is recorded under the name of what it will do (core.actions.open_job)
NAMED_BY_CALLER = {"kind"}


def recorded() -> Iterator[tuple[str, ast.expr]]:
    """File and action of every call of `record`."""
    for path in sorted(SRC.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("record"):
                for keyword in node.keywords:
                    if keyword.arg == "action":
                        yield str(path.relative_to(SRC)), keyword.value


def named_in(file: str) -> list[str]:
    """What a module hands to a function of its own that records: texts written as actions are."""
    texts = (
        node.value for node in ast.walk(ast.parse((SRC / file).read_text())) if isinstance(node, ast.Constant)
    )
    found = [text for text in texts if isinstance(text, str) and re.fullmatch(r"[a-z]+\.[a-z_]+", text)]
    assert found, f"{file} records actions that nobody names"
    return found


def constants() -> dict[str, str]:
    """Names of texts at the top of all modules."""
    return {
        target.id: str(node.value.value)
        for path in SRC.rglob("*.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def has_sentence(file: str, action: ast.expr) -> bool:
    """Of an action that is put together, some sentence must fit what is fixed of it."""
    if isinstance(action, ast.Constant):
        return action.value in SENTENCES
    if isinstance(action, ast.Name) and action.id == "action":
        return set(named_in(file)) <= SENTENCES.keys()
    if isinstance(action, ast.Name):
        return action.id in NAMED_BY_CALLER or constants().get(action.id) in SENTENCES
    assert isinstance(action, ast.JoinedStr), f"{file}: {ast.unparse(action)}"
    fixed = "".join(
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+" for part in action.values
    )
    return any(re.fullmatch(fixed, each) for each in SENTENCES)


def test_every_action_of_the_code_has_a_sentence() -> None:
    found = list(recorded())
    assert len(found) > 20
    assert [(file, ast.unparse(a)) for file, a in found if not has_sentence(file, a)] == []


def test_every_answer_to_an_alert_has_a_sentence() -> None:
    moves = [move for move, actor in ACTOR_OF.items() if actor is not Actor.JUDGE]
    assert [move for move in moves if f"alerts.{move}" not in SENTENCES] == []


def test_sentences_tell_no_business_data() -> None:
    """Reasons, opinions, limits and values stay with those who work with them."""
    told = {name for text in SENTENCES.values() for name in re.findall(r"{(\w+)}", text)}
    assert not told & {"text", "reason", "decision", "limit", "limits", "value", "content", "opinion"}
    assert {action.partition(".")[0] for action in SENTENCES} <= ROOMS.keys()
    assert all(title_of(action) and "{" not in title_of(action) for action in SENTENCES)


def test_an_event_is_told_with_names(school: School, signed_in: Browse) -> None:
    text = signed_in("aud").get("/audit/", {"action": "accounts.grant"}).content.decode()
    assert "授予 zheng 角色：课程负责人" in text
    assert "安全管理员" in text


def test_an_unknown_action_is_shown_as_it_is(db: None) -> None:
    event = record(action="future.thing", by="lin", subject="x:1")
    assert sentence(event) == "future.thing（x:1）"
    assert sentence(record(action="accounts.sign_in", by="lin")) == "登录，来自 —"


@pytest.mark.parametrize(
    ("narrowed", "kept"),
    [
        ({"by": "sec"}, lambda e: e.by == "sec"),
        ({"action": "framework.install"}, lambda e: e.action == "framework.install"),
        ({"q": "zheng"}, lambda e: "zheng" in f"{e.subject}{e.by}{e.action}"),
        ({"until": "2000-01-01"}, lambda e: False),
        ({"from": "2000-01-01"}, lambda e: True),
        ({"from": "no day"}, lambda e: True),
    ],
)
def test_the_trail_is_narrowed(
    signed_in: Browse, narrowed: dict[str, str], kept: Callable[[AuditEvent], bool]
) -> None:
    listing = signed_in("aud").get("/audit/", narrowed).context["listing"]
    assert listing.count == sum(kept(each) for each in AuditEvent.objects.all())


def test_the_chain_is_checked_and_the_break_is_named(school: School, signed_in: Browse) -> None:
    client = signed_in("aud")
    number = AuditEvent.objects.count()
    text = client.get("/audit/").content.decode()
    assert f"校验全部 {number} 条记录" in text
    assert f"{number} 条记录全部相扣" in client.get("/audit/?check=1").content.decode()
    third = AuditEvent.objects.order_by("id")[2]
    AuditEvent.objects.filter(pk=third.pk).update(by="nobody")
    broken = client.get("/audit/?check=1").content.decode()
    assert "链断了" in broken
    assert f"前 2 条完好；第 {third.pk} 号记录" in broken


def test_the_trail_as_a_workbook(signed_in: Browse) -> None:
    response = signed_in("aud").get("/audit/?format=xlsx&action=framework.install")
    rows = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert rows[0][:4] == ["编号", "时间", "操作人", "用户名"]
    assert "安装方案包（SAMPLE0001/foundation）" in str(rows[1][7])


def test_only_the_audit_administrator_reads_it(signed_in: Browse) -> None:
    assert signed_in("lin").get("/audit/").status_code == 403
