"""五层面: the subjects of one level, as far as the reader's scope goes."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.web.components.disclosure import PERSONAL
from zhengai.web.components.judged import Judgements
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.levels.subjects.columns import Column, columns_of
from zhengai.web.levels.subjects.narrowing import FILTERS, narrowed, sorts_of, with_order
from zhengai.web.levels.subjects.rows import rows_of
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.scoring import State

_NARROWING = ("q", "department", "state", "alerts", "of")
_AT_ONCE = 1000  # subjects whose rows of a file are made together


@needs(Permission.INDICATOR_VIEW)
def subjects(request: Request, level: str) -> HttpResponse:
    names = level_names(request)
    if level not in names:
        raise Http404("没有这个层面")
    if not _offered(request, level):
        raise Http404("教师和学生个人只在校内查看；可以查看班级、课程或专业")
    seen = request.person.subjects(Permission.INDICATOR_VIEW).filter(level=level)
    judgements = Judgements(request.college, level, [])
    columns = columns_of(request, level, judgements)
    found = with_order(request, level, narrowed(request, level, seen), columns)
    found = found.select_related("department").prefetch_related("responsibilities")
    sorts = sorts_of(columns)
    if request.GET.get("format") == "xlsx":
        return _export(request, level, sorted_rows(request, found, sorts, "name")[0], columns)
    shown = listing(request, found, sorts, "name")
    is_narrowed = any(request.GET.get(name) for name in _NARROWING)
    if shown.count == 1 and not is_narrowed:
        # a list of one is its page
        return HttpResponseRedirect(reverse("profile", args=[level, shown.page.object_list[0].code]))
    judgements = judgements.of([each.code for each in shown])
    tabs, departments = _around(request, level)
    context = {
        "level": level,
        "level_name": names[level],
        "tabs": [(code, names[code]) for code in tabs],
        "listing": shown,
        "rows": rows_of(request, level, list(shown), columns, judgements),
        "columns": columns,
        "departments": departments,
        "states": FILTERS,
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
        "narrowed": is_narrowed,
        "of": _whole(request),
        "may_import": request.person.may(Permission.DATA_IMPORT)
        and request.person.sees_everything(Permission.INDICATOR_VIEW),
    }
    return answer(request, "levels/subjects/subjects.html", "levels/subjects/_list.html", context)


def _around(request: Request, level: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The levels in which there is somebody to see (whoever answers for a programme reaches its students too), and
    the departments of this one: in one question."""
    seen = request.person.subjects(Permission.INDICATOR_VIEW)
    everything = request.person.sees_everything(Permission.INDICATOR_VIEW)
    asked = seen.filter(level=level) if everything else seen
    held = asked.order_by("department__name").values_list("level", "department__code", "department__name")
    found = list(held.distinct())
    levels = set(level_names(request)) if everything else {each for each, *_ in found}
    return (
        [code for code in level_names(request) if code in levels and _offered(request, code)],
        [(code, name) for each, code, name in found if each == level and code],
    )


def _offered(request: Request, level: str) -> bool:
    return not (request.person.is_outside and level in PERSONAL)


def _whole(request: Request) -> Subject | None:
    """The subject whose members are listed."""
    level, _, code = request.GET.get("of", "").partition(":")
    if not code:
        return None
    return request.person.subjects(Permission.INDICATOR_VIEW).filter(level=level, code=code).first()


def _export(
    request: Request, level: str, found: QuerySet[Subject], columns: Sequence[Column]
) -> HttpResponse:
    headers = ["代码", "名称", "部门", "责任人", "状态"]
    for each in columns:
        period = f"({each.period_name})" if each.period_name else ""
        headers += [f"{each.name}{period}", f"{each.name}状态"]
    headers += ["未关闭预警", "进行中的改进"]
    return workbook(level_names(request)[level], headers, _cells(request, level, found, columns))


def _cells(
    request: Request, level: str, found: QuerySet[Subject], columns: Sequence[Column]
) -> Iterator[list[Any]]:
    everyone = list(found[:MOST_ROWS])
    for start in range(0, len(everyone), _AT_ONCE):
        some = everyone[start : start + _AT_ONCE]
        judgements = Judgements(request.college, level, [each.code for each in some])
        for row in rows_of(request, level, some, columns, judgements, drawn=False):
            department = row.subject.department.name if row.subject.department else ""
            cells: list[Any] = [
                row.subject.code, row.subject.name, department, "、".join(row.responsible), _word(row.state),
            ]  # fmt: skip
            for each in row.cells:
                cells += [each.number if each.number is not None else "", _word(each.state)]
            yield [*cells, row.alerts, row.improvements]


def _word(state: str) -> str:
    return State(state).chinese if state else ""
