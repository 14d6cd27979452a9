"""表1–3: one hangs on the other, gaps are found where they are, Excel in and out, places in the systems by day and task."""

from collections.abc import Sequence
from datetime import date

import pytest

from zhengai.college.actions import SubjectRow, create_college, sync_subjects
from zhengai.college.models import College, Subject
from zhengai.framework.actions.work import (
    hold_post,
    leave_post,
    place_department,
    remove_duty,
    remove_work,
    save_duty,
    save_work,
)
from zhengai.framework.actions.work_forms import (
    DUTY_HEADERS,
    STANDARD_HEADERS,
    WORK_HEADERS,
    take_duties,
    take_standards,
    take_works,
)
from zhengai.framework.models import DepartmentDuty, Placement, Post, PostHolder, Work
from zhengai.framework.queries.work import checked_departments, placed, system_for_task, works
from zhengai.framework.rules.sheets import SheetRow, Trial, sheet_rows
from zhengai.framework.rules.work import (
    ChainDuty,
    ChainPost,
    ChainWork,
    WorkRefused,
    check_chain,
    missing_parts,
)

DAY = date(2026, 11, 20)
SYSTEMS = ("decision", "generation", "resources", "support", "supervision")


@pytest.fixture
def college(db: None) -> College:
    college = create_college(code="S1", name="示例学院", category="综合", by="sys", as_of=DAY)
    rows = [SubjectRow("D11", "教务处"), SubjectRow("D12", "人事处")]
    sync_subjects(college=college, level="department", rows=rows, by="he")
    return college


def department(college: College, code: str = "D11") -> Subject:
    return Subject.objects.select_related("college").get(college=college, code=code)


def a_duty(college: College, text: str = "组织教学运行") -> DepartmentDuty:
    return save_duty(department=department(college), text=text, inside=True, smart={}, by="han")


def a_work(duty: DepartmentDuty, text: str = "每周汇总调课", **told: str) -> Work:
    fields = {"section": "运行科", "post": "运行岗", "standard": "每周五前"} | told
    return save_work(duty=duty, text=text, smart={}, standard_smart={}, by="han", **fields)


def rows(headers: Sequence[str], *told: Sequence[str]) -> list[SheetRow]:
    return sheet_rows([headers, *told], headers)


@pytest.mark.parametrize(
    ("parts", "missing"),
    [({}, ["具体", "可测", "可达", "相关", "时限"]),
     ({"specific": "a", "measurable": " ", "attainable": "b", "relevant": "c", "timed": "d"}, ["可测"]),
     (dict.fromkeys(("specific", "measurable", "attainable", "relevant", "timed"), "x"), [])],
)  # fmt: skip
def test_smart_parts_that_are_missing(parts: dict[str, str], missing: list[str]) -> None:
    assert missing_parts(parts) == missing


def test_behind_a_gap_nothing_more_is_asked() -> None:
    duties = [
        ChainDuty(1, "没有工作", []),
        ChainDuty(
            2,
            "有工作",
            [
                ChainWork(3, "没有岗位", None, ""),
                ChainWork(4, "没有标准", 9, " "),
                ChainWork(5, "好", 8, "量"),
            ],
        ),
    ]
    posts = [ChainPost(8, "有人", 1), ChainPost(9, "没人", 0), ChainPost(10, "没有工作的岗位", 0)]
    checked = check_chain(duties, posts)
    assert [(gap.kind.value, gap.key) for gap in checked.gaps] == [
        ("work", 1), ("post", 3), ("standard", 4), ("person", 9),
    ]  # fmt: skip
    # 2 duties + 3 works + 2 with a post + 2 posts with work
    assert (checked.links, checked.held, checked.share) == (9, 5, 5 / 9)
    assert check_chain([], []).share is None


def test_the_sample_s_gaps_are_found_and_no_others(college: College) -> None:
    from zhengai.sample.history.working import PLANTED, fill_tables

    fill_tables(college)
    codes = {each.pk: each.code for each in Subject.objects.filter(level="department")}
    found = {
        (codes[key], gap.kind.value, gap.text)
        for key, checked in checked_departments(college).items()
        for gap in checked.gaps
    }
    assert found == {each for each in PLANTED if each[0] in ("D11", "D12")}
    fill_tables(college)
    assert DepartmentDuty.objects.count() == 6


def test_a_chain_is_closed_step_by_step(college: College) -> None:
    def gaps() -> list[str]:
        (checked,) = checked_departments(college).values()
        return [gap.kind.value for gap in checked.gaps]

    duty = a_duty(college)
    assert gaps() == ["work"]
    work = a_work(duty, post="", section="", standard="")
    assert gaps() == ["post"]
    told = {"text": work.text, "smart": {}, "standard_smart": {}, "work": work, "by": "han"}
    work = save_work(duty=duty, section="运行科", post="运行岗", standard="", **told)
    assert gaps() == ["standard", "person"]
    work = save_work(duty=duty, section="运行科", post="运行岗", standard="每周五前", **told)
    holder = hold_post(post=Post.objects.get(), person_number="G1", person_name="程运", by="han")
    assert gaps() == []
    with pytest.raises(WorkRefused, match="已经在这个岗位上"):
        hold_post(post=Post.objects.get(), person_number="G1", person_name="程运", by="han")
    leave_post(holder=holder, by="han")
    assert gaps() == ["person"]


def test_what_cannot_be_is_refused(college: College) -> None:
    duty = a_duty(college)
    work = a_work(duty)
    with pytest.raises(WorkRefused, match="已经有这条职责"):
        a_duty(college)
    with pytest.raises(WorkRefused, match="请写职责"):
        a_duty(college, " ")
    with pytest.raises(WorkRefused, match="最多写 400 字"):
        a_duty(college, "长" * 401)
    with pytest.raises(WorkRefused, match="已经有这项工作"):
        a_work(duty)
    with pytest.raises(WorkRefused, match="也请写岗位"):
        a_work(duty, "别的", post="")
    with pytest.raises(WorkRefused, match="还有工作"):
        remove_duty(duty=duty, by="han")
    remove_work(work=work, by="han")
    assert not Post.objects.exists()
    remove_duty(duty=duty, by="han")
    assert not DepartmentDuty.objects.exists()


def taken(
    college: College, form: str, *told: Sequence[str], dry_run: bool = False, allowed: object = None
) -> Trial:
    action, headers = {
        "1": (take_duties, DUTY_HEADERS), "2": (take_works, WORK_HEADERS), "3": (take_standards, STANDARD_HEADERS),
    }[form]  # fmt: skip
    return action(college=college, rows=rows(headers, *told), allowed=allowed, dry_run=dry_run, by="han")  # type: ignore[arg-type]


def test_one_form_hangs_on_the_other_and_taking_again_changes_nothing(college: College) -> None:
    first = [
        ("教务处", "组织教学运行", ""),
        ("教务处", "", "承担社会考试"),
        ("人事处", "建设师资", "代管车队"),
    ]
    second = [
        ("教务处", "组织教学运行", "每周汇总调课", "运行岗", "运行科"),
        ("教务处", "承担社会考试", "考务", "", ""),
    ]
    third = [("教务处", "运行科", "运行岗", "每周汇总调课", "每周五前"), ("教务处", "", "", "考务", "")]
    assert len(taken(college, "1", *first, dry_run=True).new) == 4
    assert not DepartmentDuty.objects.exists()
    for form, told, changes in (("1", first, 4), ("2", second, 2), ("3", third, 1)):
        assert taken(college, form, *told).changes == changes
        again = taken(college, form, *told)
        assert (again.changes, again.bad, again.same > 0) == (0, [], True)
    assert [(w.text, str(w.post or ""), w.standard) for w in works(college)] == [
        ("每周汇总调课", "运行科 运行岗", "每周五前"), ("考务", "", ""),
    ]  # fmt: skip
    save_duty(
        department=department(college), text="组织教学运行", inside=True, smart={"timed": "每周"},
        duty=DepartmentDuty.objects.get(text="组织教学运行"), by="han",
    )  # fmt: skip
    moved = taken(college, "1", ("教务处", "", "组织教学运行"))
    assert (moved.changed, DepartmentDuty.objects.get(text="组织教学运行").smart) == (
        ["教务处：组织教学运行"],
        {"timed": "每周"},
    )


@pytest.mark.parametrize(
    ("form", "row", "said"),
    [
        ("1", ("保卫处", "x", ""), "第 2 行 A 列（部门名称）“保卫处”：部门表里没有这个部门"),
        ("1", ("", "x", ""), "第 2 行 A 列（部门名称）空着：这一格要填"),
        ("1", ("教务处", "", ""), "第 2 行 B 列（在系统内的职责）空着：两列职责至少填一列"),
        ("1", ("人事处", "x", ""), "第 2 行 A 列（部门名称）“人事处”：这个部门不由您填写"),
        (
            "2",
            ("教务处", "没有的", "x", "", ""),
            "第 2 行 B 列（部门职责）“没有的”：表1 里没有这条职责，请先填表1",
        ),
        (
            "2",
            ("教务处", "组织教学运行", "x", "", "运行科"),
            "第 2 行 D 列（工作归属岗位）空着：写了科室，也请写岗位",
        ),
        (
            "3",
            ("教务处", "", "", "没有的", ""),
            "第 2 行 D 列（具体化的工作）“没有的”：表2 里没有这项工作，请先填表2",
        ),
        (
            "3",
            ("教务处", "运行科", "考务岗", "每周汇总调课", ""),
            "第 2 行 C 列（岗位）“考务岗”：表2 里这项工作归属“运行科 运行岗”，请对照",
        ),
    ],
)
def test_a_bad_row_names_its_cell_and_nothing_goes_in(
    college: College, form: str, row: tuple[str, ...], said: str
) -> None:
    a_work(a_duty(college))
    good = {
        "1": ("教务处", "新的职责", ""),
        "2": ("教务处", "组织教学运行", "新的工作", "", ""),
        "3": ("教务处", "运行科", "运行岗", "每周汇总调课", "新标准"),
    }
    trial = taken(college, form, row, good[form], allowed={department(college).pk})
    assert [each.sentence for each in trial.bad] == [said]
    assert (DepartmentDuty.objects.count(), Work.objects.get().standard) == (1, "每周五前")


def test_places_hold_from_a_day_on_and_for_one_task_apart(college: College) -> None:
    office = department(college)
    with pytest.raises(WorkRefused, match="至少选一个"):
        place_department(department=office, systems=["x"], known=SYSTEMS, valid_from=DAY, by="lin")
    with pytest.raises(WorkRefused, match="要写明理由"):
        place_department(
            department=office, systems=["support"], known=SYSTEMS, valid_from=DAY, task="申报", by="lin"
        )
    for systems, day in ((["generation"], date(2025, 9, 1)), (["support", "generation"], date(2026, 9, 1))):
        place_department(department=office, systems=systems, known=SYSTEMS, valid_from=day, by="lin")
    place_department(
        department=office,
        systems=["decision"],
        known=SYSTEMS,
        valid_from=DAY,
        task="申报",
        reason="牵头",
        by="lin",
    )
    at = {day: placed(college, day)[0].systems for day in (date(2025, 8, 1), date(2026, 1, 1), DAY)}
    assert list(at.values()) == [(), ("generation",), ("generation", "support")]
    assert system_for_task(college, office, "申报", DAY) == ("decision",)
    assert system_for_task(college, office, "别的", DAY) == ("generation", "support")
    assert Placement.objects.count() == 3
    assert not PostHolder.objects.exists()
