"""What running text says in a fixed way: bodies, spirals, reports, documents it rests on, stages."""

import re
from collections.abc import Iterator, Sequence

from zhengai.intake.rules.document import Line
from zhengai.intake.rules.found import Row
from zhengai.intake.rules.lists import split_names
from zhengai.intake.rules.numbering import numbered_depth, numbered_items, without_number
from zhengai.intake.rules.parts import BODIES, PLANS, POLICIES, REPORTS, SPIRALS, STAGES
from zhengai.intake.rules.words import LEVEL_NAMES, STEPS, level_of, packed

FROM_TEXT = "从正文里认出，不是表格"
NO_DUTIES = "没有写职责"
NO_PERIOD = "没有写时间"
_BODY = r"[一-龥（）()、]{2,30}(?:委员会|领导小组|工作小组|工作组|保证小组|督查组|诊改办公室|质量管理办公室)"
_SHEET = re.compile(r"(牵头部门|参与部门|责任部门|工作职责)\s*[:：]\s*(.+)", re.DOTALL)
_DASHED = re.compile(
    rf"(?P<name>{_BODY})\s*——\s*(?:组长|主任)由(?P<heads>[^，,。]+?)(?:担任|兼任)[，,](?P<duties>.+)",
    re.DOTALL,
)
_TOLD = re.compile(rf"(?P<name>{_BODY})(?:的)?(?:主要)?职责\s*[:：]\s*(?P<duties>.+)", re.DOTALL)
_PROSE = 20  # characters; what is shorter says no duties
_FOUNDED = re.compile(rf"(?:成立|建立|组建|设立)?(?P<name>{_BODY})$")
_DOCUMENT = re.compile(
    r"《(?P<title>(?:[^《》]|《[^《》]*》){6,90})》[^（(《。；]{0,12}?[（(]?(?P<number>[一-龥]{1,8}\s*[〔\[（(【]\s*\d{4}\s*[〕\]）)】]\s*\d+\s*号)"
)
_STEP = r"(?:" + "|".join(sorted(STEPS, key=len, reverse=True)) + r")"
_SPIRAL = re.compile(rf"目标\s*[-—–－―~一、→]+\s*{_STEP}(?:\s*[-—–－―~一、→]+\s*{_STEP}){{2,}}")
_REPORT = re.compile(
    r"(?:撰写|形成|编制|发布|报送|提交)(?P<name>[^，,。；;、：:《》“”\s]{2,22}报告)(?![办制会书])"
)
_STAGE = re.compile(r"(?P<name>[一-龥]{2,12}阶段)(?:[（(](?P<period>[^（()）]*\d{4}[^（()）]*)[）)])?$")
_TIME = re.compile(r"时间\s*[:：]\s*(.+)")


_LEVEL_ALONE = re.compile(r"(?:学校|学院|专业|课程|教师|师资|学生)层面")
_DEEPEST = 9


class Levels:
    """The level that the headings above speak of."""

    def __init__(self) -> None:
        self._said: dict[int, str] = {}

    def pass_by(self, line: Line) -> None:
        """A line that says nothing but a level is a heading whatever the format kept of it."""
        depth = line.level or (_DEEPEST if _LEVEL_ALONE.fullmatch(packed(line.text)) else None)
        if depth is not None:
            self._said = {above: level for above, level in self._said.items() if above < depth}
            self._said[depth] = heading_level(line.text)

    @property
    def now(self) -> str:
        return next((level for _, level in sorted(self._said.items(), reverse=True) if level), "")


def read_running(lines: Sequence[Line]) -> list[Row]:
    """Rows in the order of the parts; what is said twice counts once, where it is said first."""
    rows = [
        *_plans(lines),
        *_bodies(lines),
        *_stages(lines),
        *_spirals(lines),
        *_reports(lines),
        *_policies(lines),
    ]
    return list({(row.part, row.values[_KEY[row.part]]): row for row in reversed(rows)}.values())[::-1]


_KEY = {
    "plans": "name",
    "bodies": "name",
    "stages": "name",
    "spirals": "nodes",
    "reports": "name",
    "policies": "title",
}


def _row(part: str, line: Line, values: dict[str, str]) -> Row:
    return Row(part, values, line.place, line.text, (FROM_TEXT,))


_PLAN_HEAD = re.compile(
    r"(?:[一二三]级规划)?[（(]?(?P<category>[一-龥]{1,6}规划)[）)]?\s*[:：]"
    r"|[一二三]级规划[（(](?P<inner>[^（()）]+)[）)]\s*[:：]?"
)
_PLAN = re.compile(r"[^。；;，,:：]{4,40}(?:规划|计划)")


def _plans(lines: Sequence[Line]) -> Iterator[Row]:
    """Names of plans one a line below their kind: `二级规划（专项规划）：`."""
    category = ""
    for line in lines:
        head = _PLAN_HEAD.fullmatch(line.text.strip())
        if head:
            category = head.group("inner") or head.group("category")
        elif category and line.level is None and _PLAN.fullmatch(line.text.strip()):
            yield _row(PLANS.code, line, {"category": category, "name": line.text.strip(), "department": ""})
        else:
            category = ""


def _bodies(lines: Sequence[Line]) -> Iterator[Row]:
    yield from _sheets(lines)
    for index, line in enumerate(lines):
        text = without_number(line.text)
        dashed = _DASHED.match(text)
        if dashed:
            heads = "\n".join(split_names(dashed.group("heads")))
            yield _body(line, dashed.group("name"), heads=heads, duties=dashed.group("duties"))
            continue
        told = _TOLD.match(text)
        if told:
            yield _body(line, told.group("name"), duties=told.group("duties"))
            continue
        founded = _FOUNDED.fullmatch(text.rstrip("。；"))
        following = lines[index + 1 : index + 2]
        if founded and line.level is not None and following and not _SHEET.match(following[0].text):
            said = following[0].text if following[0].level is None and len(following[0].text) > _PROSE else ""
            yield _body(line, founded.group("name"), duties=said)


def _body(line: Line, name: str, *, duties: str, heads: str = "", lead: str = "", others: str = "") -> Row:
    listed = "\n".join(each for each in re.split(r"[；;]\s*", duties.strip().rstrip("。")) if each)
    values = {"name": name, "heads": heads, "lead": lead, "participants": others, "duties": listed}
    row = _row(BODIES.code, line, values)
    return row if listed else row.doubted(NO_DUTIES)


def _sheets(lines: Sequence[Line]) -> Iterator[Row]:
    """牵头部门 · 参与部门/责任部门 · 工作职责 below a heading that names the body."""
    index = 0
    while index < len(lines):
        start, said = index, {}
        while index < len(lines) and (found := _SHEET.match(lines[index].text)):
            said[found.group(1)] = found.group(2).strip()
            index += 1
        if "牵头部门" in said and start:
            title = next(
                (each for each in reversed(lines[max(0, start - 3) : start]) if _names_body(each)), None
            )
            if title is not None:
                between = lines[lines.index(title) + 1 : start]
                others = said.get("参与部门") or said.get("责任部门", "")
                duties = said.get("工作职责") or "".join(each.text for each in between)
                name = re.sub(r"^(?:成立|建立|组建)", "", without_number(title.text))
                yield _body(
                    title, name, duties=duties, lead=said["牵头部门"], others="\n".join(split_names(others))
                )
        index = max(index, start + 1)


def _names_body(line: Line) -> bool:
    return numbered_depth(line.text) is not None and bool(
        re.search(r"(?:组|委员会|办公室)$", line.text.strip())
    )


def _spirals(lines: Sequence[Line]) -> Iterator[Row]:
    for line in lines:
        for found in _SPIRAL.finditer(line.text):
            nodes = re.findall(_STEP, found.group())
            name = f"{len(nodes)} 节点螺旋"
            yield _row(SPIRALS.code, line, {"name": name, "nodes": "\n".join(nodes)})


def _reports(lines: Sequence[Line]) -> Iterator[Row]:
    levels = Levels()
    for line in lines:
        levels.pass_by(line)
        for found in _REPORT.finditer(line.text):
            name = re.sub(r"^(?:本部门|每门|各|了|和)", "", found.group("name"))
            if re.search("质量|诊改|诊断|年度|自评|规划|执行|运行|分析", name[:-2]) and len(name) > 4:
                yield _row(REPORTS.code, line, {"name": name, "level": report_level(name) or levels.now})


def report_level(name: str) -> str:
    """By the first of the levels that the name speaks of; 学校 and 学院 only where nothing narrower is named."""
    words = ("专业", "课程", "教师", "师资", "学生", "毕业生")
    found = next((word for word in words if word in name), "")
    if found:
        return {"师资": "教师", "毕业生": "学生"}.get(found, found)
    return "学校" if re.match("学校|学院|院", name) else ""


def heading_level(text: str) -> str:
    """`2. 专业层面`, `（三）课程层面，按…` → 专业, 课程; empty when the heading names no level."""
    found = re.search(r"(学校|学院|专业|课程|教师|师资|学生)层面", packed(text))
    return LEVEL_NAMES.get(level_of(found.group(1)) or "", "") if found else ""


def _policies(lines: Sequence[Line]) -> Iterator[Row]:
    for line in lines:
        for found in _DOCUMENT.finditer(line.text):
            number = re.sub(r"\s+", "", found.group("number"))
            yield _row(POLICIES.code, line, {"title": found.group("title"), "number": number})


def _stages(lines: Sequence[Line]) -> Iterator[Row]:
    for index, line in enumerate(lines):
        found = _STAGE.match(without_number(line.text))
        if not found or line.level is None:
            continue
        after = _until_next(lines, index)
        time = next((hit.group(1) for each in after if (hit := _TIME.match(each.text))), "")
        tasks = [
            each for each in after if not _TIME.match(each.text) and not each.text.startswith("主要任务")
        ]
        values = {
            "name": found.group("name"),
            "period": (found.group("period") or time).strip(),
            "tasks": "\n".join(_tasks(tasks)),
        }
        row = _row(STAGES.code, line, values)
        yield row if values["period"] else row.doubted(NO_PERIOD)


def _until_next(lines: Sequence[Line], index: int) -> list[Line]:
    """Lines below a heading, up to the next one as high or higher."""
    own = numbered_depth(lines[index].text) or 9
    found = []
    for line in lines[index + 1 :]:
        depth = numbered_depth(line.text)
        if depth is not None and depth <= own:
            break
        found.append(line)
    return found[:40]


def _tasks(lines: Sequence[Line]) -> list[str]:
    tasks: list[str] = []
    for line in lines:
        numbered = numbered_depth(line.text) is not None
        if numbered or not tasks:
            tasks += numbered_items(line.text) if not numbered else [without_number(line.text)]
        else:
            tasks[-1] += line.text.strip()
    return [task.rstrip("。；") for task in tasks]
