"""The menu follows a person's work: an entry shows only where the person may open it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from zhengai.accounts.rules import Permission
from zhengai.framework.queries import shown_words
from zhengai.web.shell.addresses import address
from zhengai.web.shell.levels import level_names, reached_levels
from zhengai.web.shell.person import Person
from zhengai.web.shell.request import Request

_P = Permission


@dataclass(frozen=True)
class Entry:
    title: str
    route: str
    permission: Permission | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)


# the work areas that gather a level's pages stand after the levels
_CENTRES = Entry("四个中心", "centres", _P.ORGANISATION_VIEW)

# the groups of the menu in the order of the quality loop; 五层面 is filled in per person
_LEVELS = "五层面"
GROUPS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    ("工作台", (Entry("工作台", "home"),)),
    ("驾驶舱", (Entry("驾驶舱", "cockpit", _P.COCKPIT_VIEW),)),
    (
        "体系",
        (
            Entry("五纵五横", "matrix", _P.COCKPIT_VIEW),
            Entry("组织机构", "bodies", _P.ORGANISATION_VIEW),
            Entry("部门归属", "placements", _P.ORGANISATION_VIEW),
            Entry("职责与岗位", "work", _P.ORGANISATION_VIEW),
            Entry("模块责任", "modules", _P.ORGANISATION_VIEW),
            Entry("质量责任链", "charge", _P.ORGANISATION_VIEW),
            Entry("质保队伍", "staff", _P.ORGANISATION_VIEW),
            Entry("会议与督办", "meetings", _P.ORGANISATION_VIEW),
            Entry("专项督查", "inspections", _P.ORGANISATION_VIEW),
            Entry("支持保障机制", "mechanisms", _P.ORGANISATION_VIEW),
            Entry("学习与宣传", "activities", _P.ORGANISATION_VIEW),
            Entry("质量文化", "culture", _P.ORGANISATION_VIEW),
            Entry("建议与好点子", "suggestions", _P.GOAL_VIEW),
            Entry("全员参与", "participation", _P.COCKPIT_VIEW),
            Entry("使用情况", "usage", _P.COCKPIT_VIEW),
            Entry("机制引擎", "engine", _P.COCKPIT_VIEW),
            Entry("建设进程", "schedule", _P.ORGANISATION_VIEW),
        ),
    ),
    (_LEVELS, ()),
    ("监测预警", (Entry("监测预警", "alerts", _P.ALERT_VIEW),)),
    (
        "诊断改进",
        (
            Entry("诊断", "diagnosis", _P.DIAGNOSIS_VIEW),
            Entry("改进", "improvements", _P.IMPROVEMENT_VIEW),
            Entry("质量依存", "dependences", _P.IMPROVEMENT_VIEW),
            Entry("例外", "exemptions", _P.STANDARD_VIEW),
        ),
    ),
    (
        "双链",
        (
            Entry("目标链", "goal-chain", _P.COCKPIT_VIEW),
            Entry("规划", "plans", _P.GOAL_VIEW),
            Entry("目标", "goals", _P.GOAL_VIEW),
            Entry("任务", "tasks", _P.GOAL_VIEW),
            Entry("标准库", "library", _P.STANDARD_VIEW),
            Entry("质控点", "standards", _P.STANDARD_VIEW),
            Entry("人才培养方案", "training-schemes", _P.STANDARD_VIEW),
            Entry("教学文件", "teaching", _P.STANDARD_VIEW),
            Entry("课堂即时评价", "lessons", _P.LESSON_ASK),
            Entry("课堂上回答", "lesson-code", _P.LESSON_ANSWER),
            Entry("制度", "regulations", _P.REGULATION_VIEW),
            Entry("管控与内控", "controls", _P.COCKPIT_VIEW),
            Entry("工作流程", "workflows", _P.REGULATION_VIEW),
            Entry("方针与文件", "policies", _P.REGULATION_VIEW),
        ),
    ),
    (
        "指标与数据",
        (
            Entry("诊断指标链", "measures", _P.INDICATOR_VIEW),
            Entry("指标", "indicators", _P.INDICATOR_VIEW),
            Entry("数据中心", "data", _P.DATA_VIEW),
            Entry("台账", "registers", _P.DATA_VIEW),
            Entry("数据源", "sources", _P.DATA_VIEW),
            Entry("采集日历", "source-calendar", _P.DATA_VIEW),
            Entry("运行记录", "operation", _P.DATA_VIEW),
            Entry("导入数据", "data-import", _P.DATA_IMPORT),
            Entry("数据质量", "quality", _P.DATA_VIEW),
            Entry("可疑数据", "suspects", _P.DATA_VIEW),
            Entry("数据覆盖", "coverage", _P.DATA_VIEW),
            Entry("对照清单", "checklists", _P.DATA_VIEW),
            Entry("数据字典", "data-dictionary", _P.DATA_VIEW),
            Entry("代码表", "code-tables", _P.DATA_VIEW),
            Entry("新代码", "code-words", _P.DATA_VIEW),
            Entry("国家数据报送", "submissions", _P.DATA_SUBMIT),
            Entry("数据血缘", "lineage", _P.DATA_VIEW),
            Entry("佐证文件", "evidence", _P.INDICATOR_VIEW),
        ),
    ),
    (
        "报告",
        (
            Entry("报告", "reports", _P.REPORT_VIEW),
            Entry("统计发布", "publications", _P.REPORT_VIEW),
        ),
    ),
    (
        "管理",
        (
            Entry("方案", "scheme", _P.SCHEME_EDIT),
            Entry("方案导入", "intake", _P.SCHEME_EDIT),
            Entry("账户", "accounts", _P.ACCOUNT_VIEW),
            Entry("审计", "audit", _P.AUDIT_VIEW),
        ),
    ),
)


@dataclass(frozen=True)
class MenuItem:
    title: str
    address: str
    current: bool


@dataclass(frozen=True)
class MenuGroup:
    """A group with one entry is that entry."""

    title: str
    items: tuple[MenuItem, ...]

    @property
    def single(self) -> MenuItem | None:
        return self.items[0] if len(self.items) == 1 else None

    @property
    def current(self) -> bool:
        return any(item.current for item in self.items)


def menu_for(request: Request) -> list[MenuGroup]:
    """The longest address that begins the path is the current one; the home page only matches itself."""
    groups = [(title, _shown(request, title, entries)) for title, entries in GROUPS]
    addresses = [address for _, shown in groups for _, address in shown]
    begun = [each for each in addresses if each != "/" and request.path.startswith(each)]
    current = max(begun, key=len, default="/" if request.path == "/" else "")
    return [
        MenuGroup(title, tuple(MenuItem(name, address, address == current) for name, address in shown))
        for title, shown in groups
        if shown
    ]


def entries(request: Request) -> tuple[dict[str, MenuItem], frozenset[str]]:
    """Route → the entry that this person may open; and every route that the menu knows."""
    words = shown_words(request.college)
    every = [each for _, held in GROUPS for each in held] + [_CENTRES]
    offered = {
        each.route: MenuItem(
            words.get(each.route, each.title), address(each.route, **each.arguments), current=False
        )
        for each in every
        if each.permission is None or request.person.may(each.permission)
    }
    return offered, frozenset(each.route for each in every)


def _shown(request: Request, title: str, entries: tuple[Entry, ...]) -> list[tuple[str, str]]:
    offered = _levels(request) if title == _LEVELS else iter(entries)
    words = shown_words(request.college)
    return [
        (words.get(entry.route, entry.title), address(entry.route, **entry.arguments))
        for entry in offered
        if entry.permission is None or request.person.may(entry.permission)
    ]


def _levels(request: Request) -> Iterator[Entry]:
    """A student has no levels, only a life of their own."""
    person = request.person
    if is_student(person):
        own = {"level": "student", "code": person.user.person_number}
        yield Entry("我的成长", "profile", _P.INDICATOR_VIEW, own)
        return
    names = level_names(request)
    for code in reached_levels(request):
        yield Entry(names[code], "subjects", _P.INDICATOR_VIEW, {"level": code})
    yield _CENTRES


def is_student(person: Person) -> bool:
    return [role.code for role in person.roles] == ["student"] and bool(person.user.person_number)
