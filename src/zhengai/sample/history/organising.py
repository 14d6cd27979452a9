"""How the sample college organised itself: bodies with their seats, and what shows that duties were done. Where the
installed packs have bodies of their own, they stay as they are."""

from datetime import date
from typing import Any

from zhengai.college.models import College
from zhengai.diagnosis.models import Round
from zhengai.framework.actions.organisation import record_fulfilment, save_body, seat_member
from zhengai.framework.models import BodyMember, Fulfilment
from zhengai.framework.queries.organisation import body_tree
from zhengai.framework.rules.organisation import BodyEntry
from zhengai.reports.models import Report
from zhengai.sample import cast
from zhengai.sample.history import seating
from zhengai.sample.history.people import OFFICE
from zhengai.sample.history.stage import Stage

COMMITTEE, OFFICE_BODY, INSPECTORS, GROUP, BOARD = (
    "qa-committee",
    "qa-office",
    "qa-inspectors",
    "qa-d02",
    "qa-board",
)
_NOTE = "示例学校自己的机构"

BODIES: tuple[dict[str, Any], ...] = (
    {
        "code": COMMITTEE, "name": "质量保证委员会", "tier": 1, "tier_name": "学校", "heads": ["书记", "校长"],
        "head_rule": "role:leader", "office": "质量管理办公室", "lead": "质管办", "founded": "2025-09",
        "participants": ["教务处", "人事处", "学工处", "招生就业处", "科研处", "财务处", "国资处"],
        "members": [{"seat": "主任", "count": 1}, {"seat": "委员", "count": 5},
                    {"seat": "教师代表", "count": 1, "term_years": 2}],
        "duties": ["审定质量方针和年度质量目标", "部署各层面的自主诊断", "审议质量报告", "协调诊改所需的经费和人员",
                   "督促各部门整改并评价成效"],
    },
    {
        "code": OFFICE_BODY, "name": "质量管理办公室", "tier": 1, "parent": COMMITTEE, "heads": ["质管办主任"],
        "head_rule": "responsible:department:D18",
        "duties": ["组织诊断，汇总诊断记录", "维护指标、标准和质控点", "跟踪预警和改进", "编制质量年度报告"],
    },
    {
        "code": INSPECTORS, "name": "专项督查组", "tier": 2, "tier_name": "部门", "parent": COMMITTEE, "lead": "质管办",
        "participants": ["教务处"], "duties": ["对诊改工作开展专项督查", "核查整改是否到位"],
    },
    {
        "code": GROUP, "name": "信息工程学院质量保证工作组", "tier": 2, "parent": COMMITTEE, "heads": ["院长"],
        "head_rule": "responsible:department:D02",
        "duties": ["组织本院专业和课程的自主诊断", "答复本院的预警", "审核本院的诊断记录"],
    },
    {
        "code": BOARD, "name": "计算机网络技术专业建设委员会", "tier": 3, "tier_name": "专业", "parent": GROUP,
        "heads": ["专业负责人"], "head_rule": "responsible:programme:P0202",
        "members": [{"seat": "校内委员", "count": 2}, {"seat": "企业委员", "count": 2, "term_years": 3}],
        "duties": ["论证人才培养方案", "对专业诊断提出意见"],
    },
)  # fmt: skip

# body → seats by an office
_OFFICES = (
    (COMMITTEE, "主任", "role:leader"),
    (COMMITTEE, "委员", "responsible:department:D11"),
    (COMMITTEE, "委员", "responsible:department:D12"),
    (COMMITTEE, "委员", "responsible:department:D13"),
    (COMMITTEE, "委员", "responsible:department:D18"),
    (INSPECTORS, "组长", "responsible:department:D18"),
    (GROUP, "组长", "responsible:department:D02"),
)


def found(stage: Stage) -> None:
    """Bodies and seats; the teachers' seat ends with the year, so that somebody has to think of it."""
    college = stage.college
    if BodyMember.objects.filter(college=college).exists():
        return
    top = top_body(college)
    if top is not None:
        seating.take_seats(stage, top)
        return
    for item in BODIES:
        save_body(college=college, item={**item, "note": _NOTE}, by=OFFICE)
    for body, seat, office in _OFFICES:
        seat_member(
            college=college, body=body, seat=seat, office=office, term_from=seating.FOUNDED, by=OFFICE
        )
    numbers = {each.name: each.code for each in stage.world.teachers if each.name in cast.TEACHERS}
    for body, seat, name, until in (
        (COMMITTEE, "教师代表", cast.CHANGED_TEACHER, date(2026, 12, 31)),
        (GROUP, "组员", cast.COURSE_LEADER, None),
        (BOARD, "校内委员", cast.COURSE_LEADER, None),
        (BOARD, "校内委员", cast.PROGRAMME_LEADER[1], None),
    ):
        seat_member(
            college=college, body=body, seat=seat, person_name=name, person_number=numbers[name],
            term_from=seating.FOUNDED, term_until=until, by=OFFICE,
        )  # fmt: skip
    for name, unit in (("何企", "青禾智造科技有限公司"), ("闻工", "河谷软件园运营中心")):
        seat_member(
            college=college, body=BOARD, seat="企业委员", person_name=name, unit=unit, term_from=seating.FOUNDED,
            term_until=date(2028, 8, 31), by=OFFICE,
        )  # fmt: skip


def top_body(college: College) -> BodyEntry | None:
    """The sample's own committee, else the first body of the installed packs that has duties."""
    tree = body_tree(college)
    named = tree.bodies.get(COMMITTEE)
    return (
        named or next((each for each in tree.roots() if each.duties), None) or next(iter(tree.roots()), None)
    )


def prove_duties(stage: Stage) -> None:
    """Some duties of the year rest on what was done, others on nothing yet."""
    college = stage.college
    tree = body_tree(college).bodies
    if Fulfilment.objects.filter(college=college).exists():
        return
    if COMMITTEE not in tree:
        top = top_body(college)
        if top is not None:
            seating.prove(stage, top)
        return
    for each in Round.objects.filter(college=college, closed_at__isnull=True).order_by("pk"):
        for body, duty in ((COMMITTEE, 1), (OFFICE_BODY, 0)):
            record_fulfilment(
                college=college, body=body, duty=tree[body].duties[duty], period=seating.YEAR, about=f"round:{each.pk}",
                title=each.title, by=OFFICE,
            )  # fmt: skip
    report = Report.objects.filter(college=college).order_by("pk").first()
    if report is not None:
        record_fulfilment(
            college=college, body=COMMITTEE, duty=tree[COMMITTEE].duties[2], period=seating.YEAR,
            about=f"report:{report.code}", title=report.title, by=OFFICE,
        )  # fmt: skip
    record_fulfilment(
        college=college, body=GROUP, duty=tree[GROUP].duties[0], period=seating.YEAR, title="召开学院诊断布置会",
        note="召开学院诊断布置会，各专业和课程负责人领取诊断记录。", by=OFFICE,
    )  # fmt: skip
