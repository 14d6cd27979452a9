"""年度任务书 of a department: its tasks of a year with the standard each is assessed by, on paper and in Word (GOAL-16)."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from docx import Document
from docx.enum.section import WD_ORIENT

from zhengai.accounts.rules import Permission
from zhengai.goals.models import Task
from zhengai.goals.rules.task import TaskState
from zhengai.web.desks.tasks.seen import seen_tasks, year_of
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

HEADERS = ("序号", "工作任务", "类别", "来源", "责任人", "完成时限", "措施及目标", "考核标准", "考核结果")
_MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Line:
    """One task. `grade` is the newest result of an assessment, empty before there is one."""

    number: int
    task: Task
    grade: str

    @property
    def kind(self) -> str:
        return " ".join(word for word in (self.task.task_class, self.task.attribute) if word)

    @property
    def source(self) -> str:
        return self.task.origin or self.task.get_source_display()

    @property
    def cells(self) -> list[str]:
        task = self.task
        due = task.due.isoformat() if task.due else ""
        return [
            str(self.number), task.title, self.kind, self.source, task.owner_name, due, task.measures,
            task.standard, self.grade,
        ]  # fmt: skip


@needs(Permission.GOAL_VIEW)
def book(request: Request) -> HttpResponse:
    year = year_of(request)
    rows = seen_tasks(request).filter(year=year).exclude(state=TaskState.ENDED)
    pairs = rows.order_by("department__code").values_list("department__code", "department__name")
    departments = list(dict.fromkeys(pairs))
    names = dict(departments)
    asked = request.GET.get("department", "")
    chosen = asked if asked in names else next(iter(names), "")
    lines = _lines(rows.filter(department__code=chosen))
    if request.GET.get("format") == "docx":
        return _word(request.college.name, names.get(chosen, ""), year, lines)
    context = {
        "year": year,
        "years": sorted({year, *seen_tasks(request).order_by().values_list("year", flat=True)}, reverse=True),
        "departments": departments,
        "department": chosen,
        "name": names.get(chosen, ""),
        "lines": lines,
        "without": sum(not each.task.standard.strip() for each in lines),
        "assessed": sum(bool(each.grade) for each in lines),
        "may_assign": request.person.may(Permission.TASK_ASSIGN),
    }
    return render(request, "desks/tasks/book.html", context)


def _lines(rows: QuerySet[Task]) -> list[Line]:
    found = list(rows.prefetch_related("beats"))
    return [Line(number, task, _grade(task)) for number, task in enumerate(found, start=1)]


def _grade(task: Task) -> str:
    grades = [each.grade for each in task.beats.all() if each.grade]
    return grades[-1] if grades else ""


def _word(college: str, department: str, year: int, lines: Sequence[Line]) -> HttpResponse:
    document: Any = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    title = f"{year} 年度{department}工作任务书"
    document.add_heading(title, level=1)
    document.add_paragraph(f"{college}　　责任部门：{department}　　任务 {len(lines)} 项")
    table = document.add_table(rows=1, cols=len(HEADERS))
    table.style = "Table Grid"
    for cell, header in zip(table.rows[0].cells, HEADERS, strict=True):
        cell.text = header
    for line in lines:
        for cell, text in zip(table.add_row().cells, line.cells, strict=True):
            cell.text = text
    document.add_paragraph()
    document.add_paragraph(
        "部门负责人(签字)：　　　　　　　　　　　分管校领导(签字)：　　　　　　　　　　　日期："
    )
    buffer = BytesIO()
    document.save(buffer)
    response = HttpResponse(buffer.getvalue(), content_type=_MEDIA)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}.docx"
    return response
