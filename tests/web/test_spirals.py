"""The figure-eight: geometry, what it says without colour, and the page it opens."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from itertools import pairwise
from math import hypot, pi
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.test import Client
from openpyxl import load_workbook

from tests.rooms.cycles.telling import PERIOD, seen, warned
from tests.web.school import SEMESTER, School, week
from zhengai.cycles.actions import record_proofs
from zhengai.cycles.rules.proof import NewProof
from zhengai.cycles.rules.reading import LONGEST_NAME, read_templates
from zhengai.cycles.rules.stages import Stage
from zhengai.cycles.rules.template import Template as Spiral
from zhengai.cycles.rules.template import plain_template
from zhengai.cycles.rules.turn import Turn, derive
from zhengai.framework.queries import read_pack
from zhengai.web.components.eight_layout import RADIUS, Place, distances, places
from zhengai.web.components.eights import sample_turns
from zhengai.web.components.lemniscate import Eight, Point
from zhengai.web.components.spirals import (
    SMALL,
    TALL,
    TALL_SIZE,
    WIDE,
    WIDE_SIZE,
    drawings,
    fitted,
    small_drawing,
    standing,
)

Browse = Callable[[str], Client]
ADDRESS = "/levels/course/C001/spiral/"
CARRIED = (Stage.GOAL, Stage.STANDARD, Stage.DESIGN, Stage.ORGANISE, Stage.CARRY_OUT)
TEMPLATES = [
    *read_templates(read_pack("foundation").sections["spirals"]).values(),
    plain_template(),
]
EIGHTS = [(WIDE, WIDE_SIZE, 16.0), (TALL, TALL_SIZE, 15.0)]
BOTH = pytest.mark.parametrize(("eight", "size", "letters"), EIGHTS, ids=["wide", "tall"])
EACH = pytest.mark.parametrize("spiral", TEMPLATES, ids=[each.code for each in TEMPLATES])


def turn(*told: object, code: str = "ten") -> Turn:
    spiral = next(each for each in TEMPLATES if each.code == code)
    return derive(spiral, PERIOD, seen(*told))  # type: ignore[arg-type]


def drawn(shown: Turn, more: str = "") -> str:
    return Template("{% load components %}{% spiral turn" + more + " %}").render(Context({"turn": shown}))


@BOTH
def test_the_curve_is_smooth_everywhere(eight: Eight, size: tuple[int, int], letters: float) -> None:
    headings = [eight.heading(2 * pi * step / 720 + 1e-6) for step in range(721)]
    assert max(hypot(b.x - a.x, b.y - a.y) for a, b in pairwise(headings)) < 0.03


def test_the_static_loop_is_the_larger_and_lies_left_or_above() -> None:
    wide, tall = WIDE.points(400), TALL.points(400)
    centre = WIDE.centre.x
    assert centre - min(p.x for p in wide) > 1.3 * (max(p.x for p in wide) - centre)
    assert TALL.centre.y - min(p.y for p in tall) > 1.3 * (max(p.y for p in tall) - TALL.centre.y)


def test_distances_along_the_curve_are_lengths() -> None:
    points = WIDE.points(200)
    steps = [a.distance(b) for a, b in pairwise(points)]
    assert max(steps) / min(steps) < 1.02
    assert sum(steps) + points[-1].distance(points[0]) == pytest.approx(WIDE.length, rel=0.001)


def test_a_stretch_begins_and_ends_where_it_says() -> None:
    start, end = WIDE.parameter(100), WIDE.parameter(700)
    numbers = [float(n) for n in re.findall(r"-?\d+\.?\d*", WIDE.path(100, 700))]
    assert Point(*numbers[:2]).distance(WIDE.at(start)) < 0.1
    assert Point(*numbers[-2:]).distance(WIDE.at(end)) < 0.1


@BOTH
@EACH
def test_nodes_stand_in_the_order_of_travel(
    spiral: Spiral, eight: Eight, size: tuple[int, int], letters: float
) -> None:
    along = distances(eight, spiral.nodes)
    first = along[spiral.nodes[0].code]
    travelled = [(along[node.code] - first) % eight.length for node in spiral.nodes]
    assert travelled == sorted(travelled)
    assert all(b - a > 2 * RADIUS + 8 for a, b in pairwise(travelled))


@BOTH
@EACH
def test_the_dynamic_loop_lies_beyond_the_crossing(
    spiral: Spiral, eight: Eight, size: tuple[int, int], letters: float
) -> None:
    along = distances(eight, spiral.nodes)
    for node in spiral.nodes:
        inside = eight.first_crossing < along[node.code] < eight.second_crossing
        if not node.shared:
            assert inside is (node in spiral.dynamic)


def _check(found: list[Place], eight: Eight, size: tuple[int, int]) -> None:
    line = eight.points(600)
    for place in found:
        box = place.label
        assert min(box.gap(point) for point in line) >= 3, place.node.name
        assert min(box.gap(other.point) for other in found) >= RADIUS + 3, place.node.name
        assert not any(box.overlap(other.label) for other in found if other is not place), place.node.name
        assert 0 <= box.x - box.width / 2 <= box.x + box.width / 2 <= size[0], place.node.name
        assert 0 <= box.y - box.height / 2 <= box.y + box.height / 2 <= size[1], place.node.name
    for one in found:
        assert all(one.point.distance(two.point) > 2 * RADIUS + 6 for two in found if two is not one)


@BOTH
@EACH
def test_names_touch_nothing(spiral: Spiral, eight: Eight, size: tuple[int, int], letters: float) -> None:
    eight = fitted(spiral.nodes, eight.tall)
    _check(places(eight, spiral.nodes, letters), eight, size)


@pytest.mark.parametrize("tall", [False, True])
@EACH
def test_the_longest_names_touch_nothing(spiral: Spiral, tall: bool) -> None:
    nodes = tuple(replace(node, name=(node.name * 4)[:LONGEST_NAME]) for node in spiral.nodes)
    eight = fitted(nodes, tall)
    _check(places(eight, nodes, 15.0 if tall else 16.0), eight, TALL_SIZE if tall else WIDE_SIZE)


@EACH
def test_one_drawing_is_small(spiral: Spiral) -> None:
    told = [*CARRIED, *Stage, warned(1), (Stage.ADJUST, "alert:1:close"), warned(2)]
    whole = derive(spiral, PERIOD, seen(*told))
    base = "/levels/programme/P0123456/spiral/?period=2026-2027"
    context = Context({"turn": whole, "base": base, "earlier": [whole] * 3})
    page = Template("{% load components %}{% spiral turn base earlier %}").render(context)
    pictures = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(pictures) == 2
    assert all(len(each.encode()) < 15_000 for each in pictures)
    assert all(each.count("<circle") >= len(spiral.nodes) for each in pictures)


def test_every_state_has_its_own_shape_and_words() -> None:
    found = turn(*CARRIED, warned(1))
    looks = {spot.state.node.code: spot.look for spot in drawings(found)[0].spots}
    assert (looks["goal"], looks["monitor"], looks["adjust"]) == ("done", "open", "open here")
    assert {spot.look for spot in drawings(turn())[0].spots} == {"open here", "open", "idle"}
    said = {standing(state) for state in turn(*CARRIED).nodes}
    assert said == {"1 件证据", "还没有证据", "还没有证据，现在在这里", "没有预警，不需要"}


def test_a_node_shows_how_many_proofs_it_has() -> None:
    spots = drawings(turn(Stage.GOAL, Stage.GOAL))[0].spots
    assert [spot.count for spot in spots][:2] == ["2", ""]
    many = drawings(turn(*[Stage.GOAL] * 120))[0].spots
    assert many[0].count == "99+"


def test_nothing_is_travelled_before_it_is_proven() -> None:
    assert drawings(turn())[0].passed == []
    assert drawings(turn())[0].loop == ""
    assert len(drawings(turn(Stage.GOAL, Stage.CARRY_OUT))[0].passed) == 1
    assert len(drawings(turn(*CARRIED, Stage.DIAGNOSE))[0].passed) == 2
    assert drawings(turn(*CARRIED, warned(1)))[0].loop


def test_a_closed_loop_is_drawn_whole_and_an_open_one_as_far_as_it_went() -> None:
    def end(*told: object) -> Point:
        numbers = re.findall(r"-?\d+\.?\d*", drawings(turn(*told))[0].loop)
        return Point(*(float(n) for n in numbers[-2:]))

    assert end(*CARRIED, warned(1), (Stage.ADJUST, "alert:1:close")).distance(WIDE.centre) < 0.2
    assert end(*CARRIED, warned(1)).distance(WIDE.centre) > 100


def test_what_was_passed_is_drawn_without_a_gap() -> None:
    found = drawings(turn(*CARRIED, Stage.MONITOR, Stage.DIAGNOSE))[0]
    ends = [re.findall(r"[-\d.]+ [-\d.]+", path) for path in (*found.passed, found.loop)]
    assert ends[0][-1] == ends[2][0]
    assert ends[1][0] == f"{WIDE.centre.x} {WIDE.centre.y:.0f}"


def test_a_whole_turn_leads_back_to_its_beginning() -> None:
    found = drawings(turn(*CARRIED, Stage.DIAGNOSE, Stage.IMPROVE))[0]
    ends = [re.findall(r"[-\d.]+ [-\d.]+", path) for path in found.passed]
    assert ends[1][-1] == ends[0][0]


def test_earlier_turns_lie_inside_three_at_most() -> None:
    whole = turn(*CARRIED, Stage.DIAGNOSE)
    assert len(drawings(whole, earlier=[whole] * 5)[0].earlier) == 3
    assert drawings(whole, earlier=[turn()])[0].earlier == []


def test_arrows_and_the_small_drawing_stay_inside() -> None:
    for shown, _ in sample_turns(PERIOD):
        assert len(drawings(shown)[0].arrows) >= 4
        here = small_drawing(shown).here
        assert here is None or (4 <= here.x <= 60 and 4 <= here.y <= 28)
    assert all(1.5 <= p.x <= 62.5 and 1.5 <= p.y <= 30.5 for p in SMALL.points(100))


def test_the_drawing_says_the_same_in_words() -> None:
    shown = turn(*CARRIED, warned(1))
    page = drawn(shown)
    assert f"<title>{shown.sentence}</title>" in page
    assert 'role="group"' in page
    listed = re.findall(r'<li id="node-([a-z_]+)">([^<]+)', page)
    assert [code for code, _ in listed] == [node.code for node in shown.template.nodes]
    assert ("goal", "目标：1 件证据") in listed
    for name in re.findall(r'href="#([a-z_-]+)"', page):
        assert f'id="{name}"' in page


def test_on_other_pages_nodes_lead_to_the_page_of_the_spiral() -> None:
    page = drawn(turn(Stage.GOAL), ' "/levels/course/C001/spiral/"')
    assert 'href="/levels/course/C001/spiral/#node-goal"' in page
    assert 'id="node-' not in page
    assert "visually-hidden" in page


def test_text_of_a_pack_is_escaped() -> None:
    ten = TEMPLATES[1]
    nodes = (replace(ten.nodes[0], name="<b>"), *ten.nodes[1:])
    page = drawn(derive(replace(ten, name="<i>", nodes=nodes), PERIOD, []))
    assert "<b>" not in page
    assert "&lt;b&gt;" in page


@pytest.fixture
def told(school: School) -> School:
    def new(stage: Stage, key: str, sentence: str, period: str = SEMESTER, by: str = "lin") -> NewProof:
        about = ":".join(key.split(":")[:2])
        at = datetime(2026, 9, 1, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
        return NewProof("course", "C001", period, stage, key, about, sentence, at, by)

    alert = f"alert:{school.alert.pk}"
    proofs = [
        new(Stage.GOAL, "goal:1", "目标“缺课率”已批准", by="chen"),
        new(Stage.WARN, f"{alert}:raise", "第12周缺课率高于界限", week(12), "system"),
        new(Stage.WARN, "alert:900:raise", "第2周缺课率高于界限", week(2), "system"),
        new(Stage.ADJUST, "alert:900:close", "第4周回到界限之内", week(4), "system"),
        new(Stage.DIAGNOSE, "record:9", "上学期的诊断已提交", "2025-2026-2"),
    ]
    record_proofs(college=school.college, proofs=proofs, by="lin")
    return school


def test_the_page_lists_every_proof_with_its_way(told: School, signed_in: Browse) -> None:
    page = signed_in("zheng").get(ADDRESS)
    text = page.content.decode()
    rows = {row.state.node.code: row for row in page.context["nodes"]}
    assert [(each.proof.sentence, each.who) for each in rows["goal"].rows] == [("目标“缺课率”已批准", "陈立")]
    assert {each.who for each in rows["warn"].rows} == {"平台"}
    assert f'href="/alerts/{told.alert.pk}/"' in text
    for code in rows:
        assert text.count(f'id="node-{code}"') == 1
        assert f'href="#node-{code}"' in text
    assert 'href="#loops"' in text
    assert text.count('id="loops"') == 1


def test_loops_and_earlier_turns_are_shown(told: School, signed_in: Browse) -> None:
    page = signed_in("lin").get(ADDRESS)
    assert sorted(row.loop.open for row in page.context["loops"]) == [False, True]
    assert [name for _, name in page.context["turns"]] == ["2026 秋", "2026 春"]
    assert "1 圈还没有闭合" in page.content.decode()


def test_a_week_chooses_its_cycle(told: School, signed_in: Browse) -> None:
    client = signed_in("lin")
    assert client.get(f"{ADDRESS}?period={week(3)}").context["turn"].period.code == SEMESTER
    before = client.get(f"{ADDRESS}?period=2025-2026-2").context
    assert [state.node.code for state in before["turn"].reached] == ["diagnose"]
    assert before["earlier"] == []


@pytest.mark.parametrize("query", ["?period=nonsense", "?period=2001-2002-1", "?period=2001-04"])
def test_an_unknown_period_is_not_found(told: School, signed_in: Browse, query: str) -> None:
    assert signed_in("lin").get(ADDRESS + query).status_code == 404


@pytest.mark.parametrize(
    ("username", "address"),
    [
        ("li", ADDRESS),
        ("zheng", "/levels/course/C003/spiral/"),
        ("lin", "/levels/course/NONE/spiral/"),
        ("lin", "/levels/planet/C001/spiral/"),
        ("feng", "/levels/student/S0001/spiral/"),
    ],
)
def test_out_of_reach_and_unknown_look_the_same(
    told: School, signed_in: Browse, username: str, address: str
) -> None:
    assert signed_in(username).get(address).status_code == 404


def test_a_subject_without_proofs_says_where_to_begin(signed_in: Browse, school: School) -> None:
    page = signed_in("li").get("/levels/student/S0001/spiral/")
    assert page.status_code == 200
    assert "从“目标”开始" in page.content.decode() or page.context["turn"].reached


def test_the_trail_of_all_cycles_is_a_file(told: School, signed_in: Browse) -> None:
    response = signed_in("lin").get(f"{ADDRESS}?format=xlsx")
    book = load_workbook(BytesIO(response.content))
    proofs = list(book["证据"].values)
    assert proofs[0][:4] == ("周期", "螺旋", "环节", "说明")
    assert {row[3] for row in proofs[1:]} >= {"目标“缺课率”已批准", "上学期的诊断已提交"}
    assert {row[0] for row in proofs[1:]} == {"2026—2027学年第1学期", "2025—2026学年第2学期"}
    assert [row[4] for row in book["动态螺旋"].values][1:].count("未闭合") == 1
    assert book["历次"].max_row == 3


def test_the_gallery_shows_three_templates_in_two_states(signed_in: Browse) -> None:
    page = signed_in("lin").get("/components/")
    shown = [(each.template.code, bool(each.reached)) for each, _ in page.context["turns"]]
    assert {code for code, _ in shown} == {"five", "ten", "sixteen"}
    assert page.content.decode().count('class="z-eight-small"') >= len(shown)
