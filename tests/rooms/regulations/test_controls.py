"""Control items say what they lack; checks add up to how internal control worked in a year."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction

from tests.rooms.regulations.conftest import DAY
from tests.rooms.regulations.test_register import in_force
from zhengai.college.models import College
from zhengai.regulations.controls import Control, check_control, keep_controls
from zhengai.regulations.models import ControlItem
from zhengai.regulations.queries import LACKS, control_items, lacking, operation
from zhengai.regulations.rules.machine import RegulationRefused

FULL = Control("计财处", "报销", "执行", "财务报销管理办法", "经办—审核—批准", "重复报销", "票据查重", "会计")


def test_what_is_missing(college: College) -> None:
    in_force(college, FULL.regulation)
    bare = Control("教务处", "排课")
    assert keep_controls(college=college, rows=[FULL, bare], by="han") == (2, 0)
    assert keep_controls(college=college, rows=[FULL, bare], by="han") == (0, 0)
    assert keep_controls(college=college, rows=[replace(bare, post="教务科长")], by="han") == (0, 1)
    counts = {what: lacking(control_items(college), what).count() for what in (*LACKS, "any", "x")}
    assert counts == {"regulation": 1, "procedure": 1, "risk": 1, "post": 0, "any": 1, "x": 2}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"department": " "}, "部门和事项"), ({"stage": "事前"}, "决策、执行或监督"),
        ({"regulation": "没有的"}, "不在册"), ({"risk": "长" * 301}, "超过"),
    ],
)  # fmt: skip
def test_a_wrong_row_changes_nothing(college: College, change: dict[str, str], sentence: str) -> None:
    in_force(college, FULL.regulation)
    with pytest.raises(RegulationRefused, match=sentence), transaction.atomic():
        keep_controls(college=college, rows=[Control("教务处", "排课"), replace(FULL, **change)], by="han")
    assert not ControlItem.objects.exists()


def test_a_year_of_internal_control(college: College) -> None:
    rows = [Control("计财处", "报销", "执行"), Control("计财处", "预算", "决策"), Control("教务处", "排课")]
    keep_controls(college=college, rows=rows, by="han")
    item = ControlItem.objects.get(name="报销")
    check_control(item=item, day=date(2026, 3, 1), works=True, by="han")
    check_control(item=item, day=date(2026, 6, 1), works=False, text="两张票据重复", by="han")
    check_control(item=item, day=date(2025, 6, 1), works=True, by="han")
    told = {
        each.stage.chinese: (each.items, each.checked, each.checks, each.flaws)
        for each in operation(college, 2026)
    }
    assert told == {"决策": (1, 0, 0, 0), "执行": (1, 1, 2, 1)}
    newest = control_items(college).get(name="报销")
    assert (newest.checked, newest.worked) == (date(2026, 6, 1), False)
    for day, works, text in ((date(2026, 11, 21), True, ""), (DAY, False, " ")):
        with pytest.raises(RegulationRefused):
            check_control(item=item, day=day, works=works, text=text, by="han")
