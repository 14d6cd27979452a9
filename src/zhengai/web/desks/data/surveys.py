"""The answers of a questionnaire that was made elsewhere: which column is what, then the import wizard as for any table
(one row for each sheet becomes one row for each answer)."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from io import StringIO

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of, today
from zhengai.datacentre import queries, registers
from zhengai.datacentre.reading.workbook import first_grid
from zhengai.datacentre.registers import Wanted
from zhengai.datacentre.rules import BadFile
from zhengai.datacentre.rules.answer_sheets import HEADERS, Role, long_rows, names_a_person, role_of
from zhengai.datacentre.uploads import Upload, find_upload, keep_upload
from zhengai.web.desks.data.wizard import look
from zhengai.web.desks.data.words import sendable
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.disclosure import SMALLEST_GROUP, is_small
from zhengai_engine.model.period import PeriodKind

DATASET = "survey_answers"
_KEPT = "survey"
_MOST = 20_000
_SEMESTERS = 6


@needs(Permission.DATA_IMPORT)
def survey_import(request: Request) -> HttpResponse:
    """File, columns, then over to the wizard. Only where the scheme has the dataset and the person may send it."""
    if not any(each.code == DATASET for each in sendable(request)):
        raise PermissionDenied("方案里没有“问卷答卷”，或者不由您导入。")
    if request.method == "POST" and "file" in request.FILES:
        return _received(request)
    found = _found(request)
    if found is None:
        return _page(request, "")
    try:
        grid = first_grid(found.path, _MOST)
    except BadFile as problem:
        return _page(request, str(problem))
    if request.method == "POST":
        return _turned(request, found, grid)
    return render(request, "desks/data/survey.html", _asked(request, found, grid, ""))


@dataclass
class Answers:
    """Of one group to one question: of how many sheets, and the sum of the scores there are."""

    sheets: int = 0
    scored: int = 0
    total: float = 0.0

    @property
    def small(self) -> bool:
        return is_small(self.sheets)

    @property
    def mean(self) -> float | None:
        return None if self.small or not self.scored else self.total / self.scored


def _held(request: Request) -> dict[str, object]:
    """What was asked before, by question and group. A group of very few is not shown, nor is it told how few."""
    dataset = queries.catalogue(request.college).dataset(DATASET)
    found: dict[tuple[str, str, str], Answers] = defaultdict(Answers)
    for row in registers.rows(request.college, dataset, Wanted(limit=_MOST * 5)).rows:
        one = found[row["survey"], row["question"], row["group"] or "全部"]
        one.sheets += 1
        if row["score"] is not None:
            one.scored, one.total = one.scored + 1, one.total + row["score"]
    results = [
        (survey, question, group, found[survey, question, group]) for survey, question, group in sorted(found)
    ]
    return {"results": results, "smallest": SMALLEST_GROUP}


def _page(request: Request, problem: str) -> HttpResponse:
    return render(request, "desks/data/survey.html", {"columns": [], "problem": problem, **_held(request)})


def _received(request: Request) -> HttpResponse:
    file = request.FILES["file"]
    assert not isinstance(file, list)
    try:
        kept = keep_upload(
            college=request.college, dataset=_KEPT, name=file.name or "问卷.xlsx", chunks=file.chunks(),
            by=request.user.username,
        )  # fmt: skip
    except BadFile as problem:
        return _page(request, str(problem))
    return HttpResponseRedirect(f"{reverse('survey-import')}?upload={kept.token}")


def _found(request: Request) -> Upload | None:
    token = request.POST.get("upload") or request.GET.get("upload", "")
    if not token:
        return None
    found = find_upload(college=request.college.code, token=token, by=request.user.username)
    if found is None or found.dataset != _KEPT:
        raise Http404("上传的文件只保留一天，请重新上传")
    return found


def _asked(request: Request, found: Upload, grid: list[list[str]], problem: str) -> dict[str, object]:
    calendar = calendar_of(request.college)
    running = calendar.containing(today(request.college), PeriodKind.SEMESTER)
    semesters = [each.code for each in calendar.all() if each.kind is PeriodKind.SEMESTER]
    chosen = request.POST.get("semester") or (running.code if running else "")
    example = grid[1] if len(grid) > 1 else []
    columns = [
        {
            "at": at,
            "header": header,
            "example": example[at] if at < len(example) and not names_a_person(header) else "",
            "role": request.POST.get(f"role-{at}") or role_of(header).value,
        }
        for at, header in enumerate(grid[0] if grid else [])
        if header.strip()
    ]
    return {
        "upload": found,
        "columns": columns,
        "roles": [(each.value, each.chinese) for each in Role],
        "sheets": max(len(grid) - 1, 0),
        "survey": request.POST.get("survey") or found.name.rsplit(".", 1)[0],
        "semesters": list(reversed(semesters))[:_SEMESTERS],
        "semester": chosen,
        "problem": problem,
    }


def _turned(request: Request, found: Upload, grid: list[list[str]]) -> HttpResponse:
    roles = {
        at: Role(value)
        for at in range(len(grid[0]) if grid else 0)
        if (value := request.POST.get(f"role-{at}", "")) in list(Role)
    }
    survey, semester = request.POST.get("survey", "").strip()[:120], request.POST.get("semester", "")
    rows = list(long_rows(grid, roles, survey, semester)) if grid else []
    if not survey or not rows:
        said = "请写问卷的名称，并至少选一列作题目"
        return render(request, "desks/data/survey.html", _asked(request, found, grid, said))
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADERS)
    writer.writerows(rows)
    long = keep_upload(
        college=request.college, dataset=DATASET, name=f"{survey}.csv", chunks=[text.getvalue().encode("utf-8-sig")],
        by=request.user.username,
    )  # fmt: skip
    look(request, long)
    return HttpResponseRedirect(reverse("data-import-upload", args=[long.token]))
