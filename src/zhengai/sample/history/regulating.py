"""The register of regulations: most in force, some revised, one repealed, one replaced; not every change has all of its
proof, one clean-up is over and one half done, and one draft waits to be put in force."""

from dataclasses import dataclass
from datetime import date

from zhengai.regulations.actions import (
    Entry,
    confirm_reading,
    describe,
    draft_change,
    keep_proof,
    publish_change,
    register,
)
from zhengai.regulations.campaigns import close_campaign, decide_on, open_campaign, tell_execution
from zhengai.regulations.models import Campaign, Regulation, RegulationChange
from zhengai.regulations.queries import standing_text
from zhengai.regulations.rules.machine import ChangeKind, ChangeState, Decision, ProofKind, RegulationState
from zhengai.sample.history.chartering import CHARTER_TEXT, hang_regulations
from zhengai.sample.history.people import LEADER, OFFICE, TEACHING_OFFICE
from zhengai.sample.history.stage import Stage

_SOURCE = "校内制度(示例)"
_ALL = tuple(ProofKind)
_MOST = (ProofKind.MINUTES, ProofKind.COMMENTS, ProofKind.VOTE)
_NUMBER = "青职〔2025〕{}号"


@dataclass(frozen=True)
class _Said:
    """`text` empty: only planned. `proofs` are those that were kept."""

    name: str
    topic: str
    department: str
    system: str
    text: str = ""
    proofs: tuple[ProofKind, ...] = _ALL
    level: str = ""


_SAID = (
    _Said(
        "青禾职业技术学院章程(示例)",
        "",
        "院办",
        "decision",
        CHARTER_TEXT,
        _ALL,
    ),
    _Said(
        "教学管理制度汇编",
        "课程教学",
        "教务处",
        "generation",
        "规定教学计划、排课、调停课、考试和成绩管理的办法。",
        _ALL,
    ),
    _Said(
        "课堂教学管理制度",
        "课程教学",
        "教务处",
        "generation",
        "第一条 上课前五分钟到位。第二条 每次课记考勤。第三条 调停课提前一天申请。",
        _ALL,
        "course",
    ),
    _Said(
        "课程建设评价制度",
        "课程教学",
        "教务处",
        "generation",
        "课程每三年评价一次，以数据和同行听课为依据。",
        _MOST,
        "course",
    ),
    _Said(
        "教学督导条例",
        "监督控制",
        "质管办",
        "supervision",
        "督导每学期听课覆盖全部专任教师的六成，意见当周反馈。",
        _ALL,
    ),
    _Said(
        "质量事故预警制度",
        "监督控制",
        "质管办",
        "supervision",
        "按分级界限发出预警，责任人在期限内答复，新数据到达后解除。",
        _ALL,
    ),
    _Said(
        "教学质量事故分类认定及管理办法",
        "监督控制",
        "教务处",
        "supervision",
        "事故分一般、较大、重大三级，当事人有陈述和申诉的权利。",
        (),
    ),
    _Said(
        "人才培养状态数据采集管理规定",
        "信息服务",
        "质管办",
        "support",
        "数据由产生它的部门采集，一数一源，按期送达。",
        (ProofKind.MINUTES,),
    ),
    _Said(
        "教师培养及管理办法",
        "人事",
        "人事处",
        "support",
        "新教师有导师，专业课教师每五年累计六个月企业实践。",
        _ALL,
        "teacher",
    ),
    _Said(
        "教师师德考核办法",
        "人事",
        "人事处",
        "support",
        "师德每年考核一次，结果告知本人，可以申诉。",
        _ALL,
        "teacher",
    ),
    _Said("岗位聘用管理办法", "人事", "人事处", "support", "按岗位职责聘用，聘期内年度考核。", _ALL),
    _Said(
        "学生管理规定",
        "学生事务",
        "学工处",
        "support",
        "规定学籍、考勤、奖励与处分，处分前听取学生陈述。",
        _ALL,
        "student",
    ),
    _Said(
        "学生综合素质评价办法",
        "学生事务",
        "学工处",
        "support",
        "按思想、学业、身心、实践四个方面评价，每学期一次。",
        _ALL,
        "student",
    ),
    _Said("学生申诉处理办法", "学生事务", "学工处", "support", "收到申诉后十五日内答复。", _ALL, "student"),
    _Said("财务报销管理办法", "财务", "计财处", "support", "经办、审核、批准分开，票据随单保存。", _ALL),
    _Said(
        "采购与资产管理办法",
        "财务",
        "计财处",
        "resources",
        "采购按金额分级审批，资产一物一卡，每年盘点。",
        (),
    ),
    _Said(
        "校企合作管理办法",
        "产学合作",
        "产学研处",
        "resources",
        "合作协议写明双方投入、培养任务和退出办法。",
        _MOST,
    ),
    _Said(
        "纵向课题管理办法",
        "研究发展",
        "产学研处",
        "resources",
        "课题立项、中期、结题有记录，经费单独核算。",
        _ALL,
    ),
    _Said(
        "校园网络与信息安全管理办法",
        "信息服务",
        "信息中心",
        "resources",
        "账户实名，权限最小，日志保存半年以上。",
        _ALL,
    ),
    _Said(
        "后勤服务监督办法", "后勤保障", "总务处", "support", "食堂、宿舍、维修设投诉渠道，三日内答复。", _ALL
    ),
    _Said("三级质量报告制度", "监督控制", "质管办", "supervision"),
    _Said("国际交流项目管理办法", "国际交流与合作", "院办", "support"),
)


def build_register(stage: Stage) -> None:
    """Drafted by the teaching office, put in force by the leader."""
    for number, said in enumerate(_SAID, start=1):
        found = Regulation.objects.filter(college=stage.college, name=said.name).first()
        regulation = found or _registered(stage, said)
        if not said.text or regulation.state != RegulationState.PLANNED:
            continue
        _establish(regulation, said.text, said.proofs, _NUMBER.format(number))
    charter = Regulation.objects.get(college=stage.college, name=_SAID[0].name)
    if not charter.is_charter:
        entry = Entry(charter.name, charter.number, "", "", charter.system, charter.department)
        describe(regulation=charter, entry=entry, is_charter=True, by=OFFICE)
    hang_regulations(stage)


def _registered(stage: Stage, said: _Said) -> Regulation:
    entry = Entry(said.name, "", said.level, said.topic, said.system, said.department)
    return register(college=stage.college, entries=[entry], source=_SOURCE, by=TEACHING_OFFICE)[0]


def _establish(regulation: Regulation, text: str, proofs: tuple[ProofKind, ...], number: str) -> None:
    change = draft_change(
        regulation=regulation,
        kind=ChangeKind.ESTABLISH,
        text=text,
        reason="按内部质量保证体系建设的要求制定。",
        by=TEACHING_OFFICE,
    )
    _prove(change, proofs)
    publish_change(change=change, number=number, by=LEADER)


_TITLES = {
    ProofKind.MINUTES: "校长办公会纪要",
    ProofKind.COMMENTS: "征求意见稿和意见汇总",
    ProofKind.OPERATION: "前一年运行情况说明",
    ProofKind.COMPARISON: "调整前后对照表",
    ProofKind.VOTE: "教职工代表会议表决情况通报",
}


def _prove(change: RegulationChange, proofs: tuple[ProofKind, ...]) -> None:
    """What is established for the first time has nothing before it to compare with."""
    first = change.kind == ChangeKind.ESTABLISH
    for kind in proofs:
        without = first and kind in (ProofKind.OPERATION, ProofKind.COMPARISON)
        keep_proof(
            change=change,
            kind=kind,
            title="首次制定，之前没有这项制度" if without else _TITLES[kind],
            place="" if without else "院办档案室",
            applies=not without,
            by=TEACHING_OFFICE,
        )


def _of(stage: Stage, name: str) -> Regulation:
    return Regulation.objects.select_related("college").get(college=stage.college, name=name)


_FIRST_CLEAN_UP, _CLEAN_UP = "2025 年制度清理", "2026 年制度清理"
_FIRST_DECISIONS = {
    "课堂教学管理制度": (Decision.OPTIMISE, "考勤已经在线记录，调停课提前一天来不及通知学生。"),
    "教师培养及管理办法": (Decision.OPTIMISE, "企业实践按五年累计，年年都有人没有安排。"),
    "岗位聘用管理办法": (Decision.REPEAL, "内容已并入教师培养及管理办法和绩效考核。"),
}


def begin_first_clean_up(stage: Stage) -> None:
    """Of the first year, every regulation decided within two weeks."""
    if Campaign.objects.filter(college=stage.college, title=_FIRST_CLEAN_UP).exists():
        return
    campaign = open_campaign(college=stage.college, title=_FIRST_CLEAN_UP, due=date(2025, 12, 26), by=OFFICE)
    for line in campaign.decisions.select_related("regulation"):
        decision, reason = _FIRST_DECISIONS.get(line.regulation.name, (Decision.KEEP, ""))
        decide_on(
            campaign=campaign,
            regulation=line.regulation,
            decision=decision,
            reason=reason,
            by=TEACHING_OFFICE,
        )


def end_first_clean_up(stage: Stage) -> None:
    for campaign in Campaign.objects.filter(
        college=stage.college, title=_FIRST_CLEAN_UP, closed_at__isnull=True
    ):
        close_campaign(campaign=campaign, by=OFFICE)


def change_some(stage: Stage) -> None:
    """As the first clean-up decided: one is revised with all of its proof, one without the vote; one is repealed."""
    first = Campaign.objects.filter(college=stage.college, title=_FIRST_CLEAN_UP).first()
    for name, kind, text, proofs in (
        (
            "课堂教学管理制度",
            ChangeKind.AMEND,
            "第一条 上课前五分钟到位。第二条 每次课在线记考勤。第三条 调停课提前三天申请。",
            _ALL,
        ),
        (
            "教师培养及管理办法",
            ChangeKind.AMEND,
            "新教师有导师；专业课教师每年企业实践不少于一个月。",
            _ALL[:4],
        ),
        ("岗位聘用管理办法", ChangeKind.REPEAL, "", (ProofKind.MINUTES, ProofKind.OPERATION)),
    ):
        regulation = _of(stage, name)
        if regulation.changes.count() > 1:
            continue
        change = draft_change(
            regulation=regulation, kind=kind, text=text, reason="按一年执行的情况修改。",
            ground=f"campaign:{first.pk}" if first else "", by=TEACHING_OFFICE,
        )  # fmt: skip
        _prove(change, proofs)
        publish_change(change=change, by=LEADER)


def tell_of_execution(stage: Stage) -> None:
    for name, carried_out, effect in (
        ("课堂教学管理制度", "每周抽查到课和调停课，结果在系部例会上通报。", "调停课提前申请成了习惯。"),
        ("教学督导条例", "按计划听课，意见当周反馈给任课教师。", "听课意见在改进里逐条可查。"),
        ("质量事故预警制度", "预警按期限答复，没有靠点击关闭的。", ""),
        ("学生申诉处理办法", "收到的申诉都在期限内答复。", "办理时间写进了服务承诺。"),
    ):
        tell_execution(
            regulation=_of(stage, name), year=2025, carried_out=carried_out, effect=effect, by=TEACHING_OFFICE
        )


_DECISIONS = (
    ("学生管理规定", Decision.KEEP, ""),
    ("教学督导条例", Decision.KEEP, ""),
    ("质量事故预警制度", Decision.KEEP, ""),
    ("财务报销管理办法", Decision.KEEP, ""),
    ("课程建设评价制度", Decision.OPTIMISE, "评价周期与课程标准的修订周期不一致，统一为三年。"),
    ("人才培养状态数据采集管理规定", Decision.OPTIMISE, "补上数据质量的四条规则和责任部门。"),
    ("纵向课题管理办法", Decision.ADJUST, "归口从产学研处调整到科研与服务类。"),
    ("学生综合素质评价办法", Decision.SUPPLEMENT, "四个方面的评价细则还没有。"),
    ("教学管理制度汇编", Decision.REPEAL, "内容已分别写进各项制度，汇编不再单独执行。"),
)


def begin_clean_up(stage: Stage) -> None:
    """Half of the register is decided; the rest is still to do on the sample's day."""
    if Campaign.objects.filter(college=stage.college, title=_CLEAN_UP).exists():
        return
    campaign = open_campaign(college=stage.college, title=_CLEAN_UP, due=date(2026, 12, 18), by=OFFICE)
    for name, decision, reason in _DECISIONS:
        decide_on(
            campaign=campaign,
            regulation=_of(stage, name),
            decision=decision,
            reason=reason,
            by=TEACHING_OFFICE,
        )


def draft_one(stage: Stage) -> None:
    """What the clean-up asked for is drafted and waits for the leader."""
    regulation = _of(stage, "课程建设评价制度")
    if regulation.changes.filter(state=ChangeState.DRAFTED).exists() or regulation.changes.count() > 1:
        return
    campaign = Campaign.objects.filter(college=stage.college, title=_CLEAN_UP).first()
    change = draft_change(
        regulation=regulation,
        kind=ChangeKind.AMEND,
        text="课程每三年评价一次，与课程标准同时修订；以数据和同行听课为依据，结果公开。",
        reason="制度清理决定优化：评价周期与标准修订周期统一。",
        ground=f"campaign:{campaign.pk}" if campaign else "",
        by=TEACHING_OFFICE,
    )
    _prove(change, (ProofKind.MINUTES, ProofKind.COMMENTS))


def confirm_some(stage: Stage) -> None:
    """Teachers of the story have read what concerns them."""
    now = standing_text(_of(stage, "课堂教学管理制度"))
    if now is None:
        return
    for code in stage.followed_teachers:
        confirm_reading(change=now, person_number=code, by=code)
