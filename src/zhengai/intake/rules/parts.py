"""The parts of a pack that a scheme can give, and the words at the heads of their tables.

Head words are those of the forms that schemes use (requirements trace §25), with their usual variants.
"""

from dataclasses import dataclass

from zhengai.intake.rules.words import head_key


@dataclass(frozen=True)
class Column:
    """`heads`: accepted head words, as `head_key` leaves them. `carried`: an empty cell means “as above”. `many`: holds
    a list. `kind`: what its cells look like, see fitting."""

    code: str
    name: str
    heads: tuple[str, ...] = ()
    required: bool = False
    carried: bool = False
    many: bool = False
    kind: str = ""


@dataclass(frozen=True)
class Part:
    """`section`: the section of the pack its rows go to."""

    code: str
    name: str
    section: str
    columns: tuple[Column, ...]

    def column(self, code: str) -> Column:
        return next(column for column in self.columns if column.code == code)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(column.code for column in self.columns if column.required)


def _c(code: str, name: str, heads: str = "", marks: str = "", kind: str = "") -> Column:
    """`marks`: r required, c carried, m many."""
    words = tuple(head_key(word) for word in [name, *heads.split()])
    return Column(code, name, words, "r" in marks, "c" in marks, "m" in marks, kind)


_DEPARTMENT = _c("department", "责任部门", "牵头部门 负责部门 责任单位 部门 责任处室", "", "department")
_LEVEL = _c("level", "层面", "质量层面 诊断层面 诊改层面 横向层面", "c", "level")

MATRIX = Part(
    "matrix",
    "五纵五横",
    "matrix",
    (
        _c("system", "系统", "", "rc", "system"),
        _c("group", "分项", "", "c"),
        _c("level", "层面", "", "r", "level"),
        _c("elements", "要素", "", "rm"),
        _c("chain", "链", "", "c", "chain"),
    ),
)
MEASURES = Part(
    "measures",
    "诊断指标链",
    "measures",
    (
        _LEVEL,
        _c("item", "诊断项目", "项目", "c", "name"),
        _c("element", "诊断要素", "要素", "c"),
        _c("point", "诊断点", "质控点 质量控制点 观测点 诊断点(质控点)", ""),
        _c("name", "诊断指标", "监测指标 指标 指标名称 质量指标", "r", "list"),
        _c("sources", "数据采集源", "数据来源 数据源 采集来源 数据采集来源 信息来源", "m", "sources"),
    ),
)
HINTS = Part(
    "hints",
    "诊断提示",
    "diagnosis",
    (
        _c("item", "诊断项目", "项目", "c", "item"),
        _c("element", "诊断要素", "要素", "c", "element"),
        _c("point", "诊断点", "质控点 观测点", "r", "name"),
        _c("hints", "诊断点参考提示", "参考提示 影响因素参考提示 诊断点提示 提示", "rm"),
        _c(
            "evidence",
            "相关信息(数据)及责任部门",
            "相关信息 佐证材料 相关信息及数据 支撑材料",
            "m",
            "evidence",
        ),
        _c("platform", "数据管理平台相应编号", "平台编号 数据平台编号 状态数据平台编号", "", "codes"),
    ),
)
PLANS = Part(
    "plans",
    "规划与计划",
    "plans",
    (
        _c("category", "规划类别", "规划类型 计划类别", "rc", "name"),
        _c("name", "规划名称", "计划名称 规划(计划)名称 规划", "r"),
        _DEPARTMENT,
    ),
)
STANDARDS = Part(
    "standards",
    "标准",
    "standards",
    (
        _LEVEL,
        _c("type", "标准类型", "标准类别", "rc", "name"),
        _c("name", "标准名称", "标准", "r"),
        _DEPARTMENT,
    ),
)
ELEMENTS = Part(
    "elements",
    "标准要素",
    "standards",
    (
        _c("level", "层面", "", "", "level"),
        _c("name", "类型", "标准类型 标准名称 标准类别", "r", "name"),
        _c("elements", "主要标准要素", "标准要素 主要要素 要素", "rm"),
    ),
)
SCHEDULE = Part(
    "schedule",
    "建设进程",
    "schedule",
    (
        _c("item", "工作项目", "建设项目 项目", "rc", "name"),
        _c("content", "工作内容", "建设内容 工作任务 任务内容", "r"),
        _DEPARTMENT,
        _c("original", "完成时间", "完成时限 时间节点 时间安排 完成期限", "r", "date"),
        _c("note", "备注", "说明"),
    ),
)
BODIES = Part(
    "bodies",
    "组织机构",
    "bodies",
    (
        _c("name", "名称", "机构名称 组织机构 工作组 组织名称", "r"),
        _c("heads", "负责人", "组长 主任", "m"),
        _c("lead", "牵头部门"),
        _c("participants", "参与部门", "成员部门 责任部门 参与(责任)部门", "m"),
        _c("duties", "工作职责", "职责 主要职责", "rm"),
    ),
)
DUTIES = Part(
    "duties",
    "部门职责",
    "forms",
    (
        _c("department", "部门名称", "部门"),
        _c("inside", "在系统内的职责", "系统内职责", "r"),
        _c("outside", "在系统外的职责", "系统外职责", "r"),
    ),
)
WORK = Part(
    "work",
    "岗位工作",
    "forms",
    (
        _c("duty", "部门职责", "职责", "rc"),
        _c("work", "具体化的工作", "具体工作", "r"),
        _c("post", "工作归属岗位", "归属岗位", "r"),
        _c("office", "岗位所在科室", "所在科室"),
    ),
)
POSTS = Part(
    "posts",
    "岗位工作标准",
    "forms",
    (
        _c("office", "科室", "", "rc"),
        _c("post", "岗位", "", "rc"),
        _c("work", "具体化的工作", "具体工作", "r"),
        _c("standard", "工作标准", "", "r"),
    ),
)
TASKS = Part(
    "tasks",
    "重点任务分解",
    "forms",
    (
        _c("task", "重点项目(任务)", "重点项目 重点任务 任务目标", "r"),
        _c("standard", "工作标准"),
        _c("lead", "牵头部门", "", "r", "department"),
        _c("department", "责任部门", "", "", "department"),
        _c("measures", "措施及目标", "措施与目标"),
        _c("result", "工作成效", "成效"),
    ),
)
COMPLETION = Part(
    "completion",
    "任务完成情况",
    "forms",
    (
        _c("origin", "任务来源", "", "rc"),
        _c("attribute", "工作属性", "任务属性", "r"),
        _c("task", "工作任务", "", "r"),
        _c("deadline", "完成时限", "完成时间", "", "date"),
        _c("monthly", "月度任务完成情况", "月度完成情况", "m"),
        _c("department", "责任部门", "", "", "department"),
        _c("person", "责任人"),
    ),
)
WORKLIST = Part(
    "worklist",
    "建设运行任务",
    "forms",
    (
        _c("category", "类别", "工作任务", "rc"),
        _c("hint", "参考提示", "", "r"),
        _c("role", "职责分工"),
        _c("task", "具体任务名称", "任务名称", "r"),
        _c("state", "现状"),
        _c("deadline", "计划完成时间", "如有缺项,计划完成时间 如有缺项计划完成时间"),
        _c("data", "关键数据名称", "关键数据"),
    ),
)
SPIRALS = Part("spirals", "螺旋", "spirals", (_c("name", "名称", "", "r"), _c("nodes", "节点", "", "rm")))
REPORTS = Part(
    "reports", "质量报告", "report_list", (_c("name", "名称", "", "r"), _c("level", "层面", "", "", "level"))
)
REGULATIONS = Part(
    "regulations",
    "制度",
    "regulations",
    (
        _c("name", "名称", "", "r"),
        _c("topic", "主题"),
        _DEPARTMENT,
        _c("original", "完成时间", "", "", "date"),
    ),
)
POLICIES = Part(
    "policies", "依据文件", "policies", (_c("title", "文件名", "", "r"), _c("number", "文号", "", "r"))
)
STAGES = Part(
    "stages",
    "实施阶段",
    "stages",
    (_c("name", "阶段", "", "r"), _c("period", "时间", "", "r"), _c("tasks", "主要任务", "", "m")),
)
FORMS = Part("forms", "表格样式", "forms", (_c("name", "表名", "", "r"), _c("columns", "栏目", "", "rm")))

# those found by the heads of a table; the matrix is told by its levels
TABLES = (
    MEASURES,
    HINTS,
    PLANS,
    STANDARDS,
    ELEMENTS,
    SCHEDULE,
    BODIES,
    WORK,
    POSTS,
    DUTIES,
    TASKS,
    COMPLETION,
    WORKLIST,
)
PARTS: dict[str, Part] = {
    part.code: part
    for part in (
        MATRIX, MEASURES, HINTS, PLANS, STANDARDS, ELEMENTS, SCHEDULE, BODIES, STAGES, SPIRALS, REPORTS, REGULATIONS,
        POLICIES, DUTIES, WORK, POSTS, TASKS, COMPLETION, WORKLIST, FORMS,
    )
}  # fmt: skip
