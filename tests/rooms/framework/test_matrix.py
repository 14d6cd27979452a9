"""The matrix of 五纵 × 五横: the foundation's cells, and what is wrong with others."""

from typing import Any

import pytest

from zhengai.framework.queries import merged_section, with_required
from zhengai.framework.rules.matrix import InvalidMatrix, Matrix, Scheme, problems_of, read_cells

SCHEME = Scheme(["decision"], ["college", "course"], {"pass_rate": ["course"], "income": ["college"]})
LEVELS = {"college", "programme", "course", "teacher", "student"}


def cell(**changes: Any) -> dict[str, Any]:
    group = {"name": "发展规划", "chain": "目标", "elements": ["课程建设规划"]}
    return {
        "code": "decision-course", "system": "decision", "level": "course", "department": "教务处",
        "groups": [group], "indicators": ["pass_rate"],
    } | changes  # fmt: skip


def test_the_foundation_fills_all_cells_with_elements() -> None:
    chain = with_required("foundation")
    cells = read_cells(merged_section(chain, "matrix"))
    systems = {each["code"] for each in merged_section(chain, "systems")}
    shared = {"platform", "culture"}
    assert {(c.system, c.level) for c in cells} == {(s, lv) for s in systems - shared for lv in LEVELS} | {
        (s, "college") for s in shared
    }
    assert all(c.elements and c.department for c in cells)
    decision = next(c for c in cells if c.code == "decision-college")
    assert decision.chains == ("goal", "standard")
    assert "章程" in decision.elements


def test_sub_rows_run_across_the_levels_and_a_single_cell_spans_them() -> None:
    def of(system: str, level: str, *groups: tuple[str, str, list[str]]) -> dict[str, Any]:
        told = [{"name": n, "chain": c, "elements": e} for n, c, e in groups]
        return cell(code=f"{system}-{level}", system=system, level=level, groups=told)

    items = [
        of("decision", "college", ("发展规划", "goal", ["章程"]), ("质量标准", "标准链", ["条件标准"])),
        of("decision", "course", ("发展规划", "goal", ["课程建设规划"])),
        of("platform", "college", ("平台", "信息链", ["质量管理平台"])),
    ]
    scheme = Matrix({"decision": "决策指挥", "platform": "一平台"}, read_cells(items), {"goal": "目标链"})
    plans, standards = scheme.sub_rows("decision")
    assert (plans.name, plans.chains) == ("发展规划", ("目标链",))
    assert plans.elements == {"college": ("章程",), "course": ("课程建设规划",)}
    assert (standards.chains, standards.elements) == (("标准链",), {"college": ("条件标准",)})
    assert [scheme.spans(system) for system in scheme.systems] == [False, True]


def test_a_sound_cell_has_no_problems() -> None:
    assert problems_of([cell()], SCHEME) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"system": "decison"}, "decision-course：没有“decison”这个系统。是不是 decision？"),
        ({"level": "courses"}, "decision-course：没有“courses”这个层面。是不是 course？"),
        ({"indicators": ["pas_rate"]}, "decision-course：没有“pas_rate”这个指标。是不是 pass_rate？"),
        (
            {"indicators": ["income"]},
            "decision-course：指标 income 不在 course 层面计算，请换一个或从本格删去",
        ),
        ({"groups": []}, "decision-course：“groups”至少要有一项"),
        ({"chain": "目标"}, "decision-course：没有“chain”这个键"),
    ],
)
def test_a_problem_names_the_cell_and_the_remedy(changes: dict[str, Any], sentence: str) -> None:
    assert problems_of([cell(**changes)], SCHEME) == [sentence]


def test_a_cell_stands_once() -> None:
    told = problems_of([cell(), cell(code="again")], SCHEME)
    assert told == ["again：decision-course 已经是 decision × course 这一格，请删去一个"]


def test_a_cell_without_a_chain_is_not_read() -> None:
    with pytest.raises(InvalidMatrix, match=r"“groups\.1\.chain”"):
        read_cells([cell(groups=[{"name": "发展规划", "elements": ["章程"]}])])
