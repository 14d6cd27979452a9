"""Exports of questionnaire platforms (问卷星 and the like): one row for each answer sheet, one column for each question.
What each column is, and the rows in long form: a sheet's answer to one question. Whoever answered stays unknown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum


class Role(StrEnum):
    QUESTION = "question"
    SHEET = "sheet"
    GROUP = "group"
    DEPARTMENT = "department"
    LEFT_OUT = "left_out"

    @property
    def chinese(self) -> str:
        return {
            "question": "题目",
            "sheet": "答卷编号",
            "group": "人群",
            "department": "部门",
            "left_out": "不要",
        }[self.value]


HEADERS = ("问卷", "学期", "答卷编号", "题目", "人群", "部门", "回答", "得分")
_PERSON = re.compile(
    r"姓名|学号|工号|手机|电话|邮箱|身份证|微信|昵称|qq|ip|来源|来自|用时|时间|地址|位置|设备|用户|账号",
    re.IGNORECASE,
)
_SHEET = re.compile(r"^(序号|答卷编号|答卷序号|答题序号|编号)$")
_GROUP = re.compile(r"身份|人群|您是|你是|类别$")
_DEPARTMENT = re.compile(r"学院|部门|院系|系部|单位")
_NUMBERED = re.compile(r"^\s*(第?\s*\d+\s*[.、．:：)）题]\s*)+")
_CHOSEN = re.compile(r"^\s*[A-Ha-h][.、．)）]\s*")
# five steps, the best first; a longer word is looked for before a shorter one that it holds
_STEPS = (
    (20.0, ("很不", "非常不", "完全不", "极不")),
    (40.0, ("不太", "比较不", "不满意", "不同意", "不符合", "较差")),
    (60.0, ("一般", "中立", "不确定", "说不清")),
    (100.0, ("很满意", "非常", "完全", "十分", "很同意", "很符合", "优秀")),
    (80.0, ("满意", "同意", "符合", "良好", "比较")),
)


def role_of(header: str) -> Role:
    """What a column is likely to be. What could name a person is left out before anything else is thought of."""
    plain = _NUMBERED.sub("", header).strip()
    if not plain:
        return Role.LEFT_OUT
    if _SHEET.match(plain):
        return Role.SHEET
    if _PERSON.search(plain):
        return Role.LEFT_OUT
    if _GROUP.search(plain):
        return Role.GROUP
    return Role.DEPARTMENT if _DEPARTMENT.search(plain) and len(plain) <= 12 else Role.QUESTION


def names_a_person(header: str) -> bool:
    return bool(_PERSON.search(header)) and not _SHEET.match(_NUMBERED.sub("", header).strip())


def score_of(answer: str, most: float = 100.0) -> float | None:
    """On a scale of a hundred: words of five steps, or a number out of `most`. Null where it is neither."""
    text = _CHOSEN.sub("", answer).strip()
    number = re.fullmatch(r"(\d+(?:\.\d+)?)\s*分?", text)
    if number:
        value = float(number[1])
        return round(value / most * 100, 4) if 0 <= value <= most else None
    return next((score for score, words in _STEPS if any(word in text for word in words)), None)


def scale_of(answers: Sequence[str]) -> float:
    """Out of how many points a question is answered with numbers: 5, 10 or 100."""
    numbers = [float(each) for each in answers if re.fullmatch(r"\d+(\.\d+)?", each.strip())]
    highest = max(numbers, default=100.0)
    return 5.0 if highest <= 5 else 10.0 if highest <= 10 else 100.0


def long_rows(
    grid: Sequence[Sequence[str]], roles: Mapping[int, Role], survey: str, semester: str
) -> Iterator[list[str]]:
    """Under HEADERS. `roles`: column → what it is; a column that names a person is never a question."""
    header, sheets = list(grid[0]), [list(row) for row in grid[1:] if any(str(cell).strip() for cell in row)]
    place = {role: at for at, role in roles.items() if role not in (Role.QUESTION, Role.LEFT_OUT)}
    questions = [at for at, role in roles.items() if role is Role.QUESTION and not names_a_person(header[at])]
    scales = {at: scale_of([_cell(row, at) for row in sheets]) for at in questions}
    for number, row in enumerate(sheets, 1):
        sheet = _cell(row, place.get(Role.SHEET)) or str(number)
        for at in questions:
            answer = _cell(row, at)
            if not answer:
                continue
            score = score_of(answer, scales[at])
            yield [
                survey, semester, sheet, _NUMBERED.sub("", header[at]).strip(), _cell(row, place.get(Role.GROUP)),
                _cell(row, place.get(Role.DEPARTMENT)), answer, "" if score is None else f"{score:g}",
            ]  # fmt: skip


def _cell(row: Sequence[str], at: int | None) -> str:
    return " ".join(str(row[at]).split()) if at is not None and at < len(row) else ""
