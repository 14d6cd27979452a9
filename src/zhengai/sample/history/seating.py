"""Seats and proof of duties in the bodies that an installed pack brought: the sample's people take the places that such
a body has in any scheme, and every body shows something of its year."""

from datetime import date

from zhengai.diagnosis.models import Round
from zhengai.framework.actions.organisation import record_fulfilment, seat_member
from zhengai.framework.queries.organisation import body_tree
from zhengai.framework.rules.organisation import BodyEntry
from zhengai.sample import cast
from zhengai.sample.history.people import OFFICE
from zhengai.sample.history.stage import Stage
from zhengai.sample.identity import NOW

YEAR = NOW[:9]
FOUNDED = date(2025, 9, 1)
_LEADER = "role:leader"
_MEMBERS = (
    "responsible:department:D11",
    "responsible:department:D12",
    "responsible:department:D13",
    "responsible:department:D18",
)
# a word in the body's name → who leads it and who else sits there; the first that fits
_BY_NAME = (
    ("专家", ()),
    ("学生", ("responsible:department:D13", "responsible:department:D11")),
    ("教师", ("responsible:department:D12", "responsible:department:D11")),
    ("督查", ("responsible:department:D18", "responsible:department:D11")),
    ("专业", ("responsible:programme:P0202", "responsible:programme:P0201")),
    ("课程", ("responsible:programme:P0202", "responsible:programme:P0201")),
)
_BY_TIER = {
    1: ("responsible:department:D18", "responsible:department:D11"),
    2: ("responsible:department:D02", "responsible:programme:P0202"),
    3: ("responsible:programme:P0202", "responsible:programme:P0201"),
}
_OUTSIDE = (("何企", "青禾智造科技有限公司"), ("闻工", "河谷软件园运营中心"))


def take_seats(stage: Stage, top: BodyEntry) -> None:
    """The teachers' seat ends with the year, so that somebody has to think of it."""
    college = stage.college
    head, member = _words(top)
    for seat, office in ((head, _LEADER), *((member, each) for each in _MEMBERS)):
        seat_member(college=college, body=top.code, seat=seat, office=office, term_from=FOUNDED, by=OFFICE)
    numbers = {each.name: each.code for each in stage.world.teachers if each.name in cast.TEACHERS}
    seat_member(
        college=college, body=top.code, seat="教师代表", person_name=cast.CHANGED_TEACHER,
        person_number=numbers[cast.CHANGED_TEACHER], term_from=FOUNDED, term_until=date(2026, 12, 31), by=OFFICE,
    )  # fmt: skip
    for body in body_tree(college).bodies.values():
        if body.code != top.code:
            _fill(stage, body)


def _words(body: BodyEntry) -> tuple[str, str]:
    return ("组长", "组员") if "组" in body.name else ("主任", "委员")


def _fill(stage: Stage, body: BodyEntry) -> None:
    offices = _offices(body)
    for seat, office in zip(_words(body), offices, strict=False):
        seat_member(
            college=stage.college, body=body.code, seat=seat, office=office, term_from=FOUNDED, by=OFFICE
        )
    for name, unit in () if offices else _OUTSIDE:
        seat_member(
            college=stage.college, body=body.code, seat="专家", person_name=name, unit=unit, term_from=FOUNDED,
            term_until=date(2028, 8, 31), by=OFFICE,
        )  # fmt: skip


def _offices(body: BodyEntry) -> tuple[str, ...]:
    named = [offices for word, offices in _BY_NAME if word in body.name]
    return named[0] if named else _BY_TIER.get(body.tier, _BY_TIER[3])


def prove(stage: Stage, top: BodyEntry) -> None:
    """Every other duty rests on a round that is open, of the body on top, or on what was noted; the rest on nothing yet."""
    rounds = list(Round.objects.filter(college=stage.college, closed_at__isnull=True).order_by("pk"))
    for body in body_tree(stage.college).bodies.values():
        for duty in body.duties[::2]:
            by_round = body.code == top.code and bool(rounds)
            record_fulfilment(
                college=stage.college,
                body=body.code,
                duty=duty,
                period=YEAR,
                about=f"round:{rounds[0].pk}" if by_round else "",
                title=rounds[0].title if by_round else "学期工作记录",
                note="" if by_round else "第12周工作例会上对照职责逐项说明，记录存质管办。",
                by=OFFICE,
            )
