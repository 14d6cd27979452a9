"""What is there and what is owed, subject by subject: search, narrow down, Excel."""

from typing import Any

from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.standards.rules.teaching import period_of
from zhengai.standards.teaching import FILE_HEADERS, Owing, file_items, owings
from zhengai.web.components.listings import listing_of
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.teaching.seen import seen_subjects, semesters
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SORTS = {
    "name": lambda each: each.subject.name,
    "department": lambda each: each.subject.department.name if each.subject.department else "",
    "missing": lambda each: (-len(each.missing), each.subject.code),
    "people": lambda each: "、".join(each.people),
}
_FILTERS = ("q", "department", "file", "state")


@needs(Permission.STANDARD_VIEW)
def teaching(request: Request) -> HttpResponse:
    items = file_items(request.college)
    names = level_names(request)
    levels = [level for level in names if any(item.level == level for item in items)]
    asked = request.GET.get("level", "")
    level = asked if asked in levels else ("course" if "course" in levels else next(iter(levels), ""))
    terms = semesters(request)
    everything = owings(request.college, level, terms.chosen, seen_subjects(request)) if level else []
    wanted = {name: request.GET.get(name, "").strip() for name in _FILTERS}
    rows = [each for each in everything if _fits(each, wanted)]
    if request.GET.get("format") == "xlsx":
        return _export(rows, names.get(level, level), terms.chosen)
    departments = {each.subject.department.code: each.subject.department.name
                   for each in everything if each.subject.department}  # fmt: skip
    mine = [item for item in items if item.level == level]
    context: dict[str, Any] = {
        "listing": listing_of(request, rows, SORTS, "missing"),
        "levels": [(code, names[code]) for code in levels],
        "level": level,
        "level_name": names.get(level, level),
        "semesters": terms,
        "items": mine,
        "lacks": [(item.name, sum(item in each.missing for each in everything)) for item in mine],
        "total": len(everything),
        "complete": sum(each.complete for each in everything),
        "departments": sorted(departments.items()),
        "wanted": wanted,
        "may_data": request.person.may(Permission.DATA_VIEW),
        "may_import": request.person.may(Permission.STANDARD_EDIT),
    }
    return answer(request, "desks/teaching/teaching.html", "desks/teaching/_list.html", context)


def _fits(each: Owing, wanted: dict[str, str]) -> bool:
    subject = each.subject
    department = subject.department.code if subject.department else ""
    if wanted["department"] and department != wanted["department"]:
        return False
    if wanted["file"] and all(item.code != wanted["file"] for item in each.missing):
        return False
    if wanted["state"] and (wanted["state"] == "complete") is not each.complete:
        return False
    text = wanted["q"].lower()
    return not text or any(text in told.lower() for told in (subject.name, subject.code, *each.people))


def _export(rows: list[Owing], level_name: str, semester: str) -> HttpResponse:
    """As it can be brought in again, with who owes what is missing."""
    lines = [
        [
            level_name, each.subject.code, each.subject.name, item.name, period_of(item, semester), document,
            "" if document else "缺", "、".join(each.people), item.department,
            each.subject.department.name if each.subject.department else "",
        ]
        for each in rows
        for item, document in each.files
    ]  # fmt: skip
    headers = [*FILE_HEADERS, "状态", "责任人", "归口部门", "开设部门"]
    return workbook(f"教学文件 {semester}", headers, lines[:MOST_ROWS])
