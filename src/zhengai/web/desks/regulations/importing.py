"""A list of regulations as a workbook: put on the register, all rows or none."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.datacentre.forms import read_form
from zhengai.datacentre.rules import BadFile
from zhengai.regulations.actions import Entry, register
from zhengai.regulations.rules.machine import RegulationRefused
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

COLUMNS = ("制度名称", "类别", "责任部门")


@require_POST
@needs(Permission.REGULATION_EDIT)
def take(request: Request) -> HttpResponse:
    back = HttpResponseRedirect(reverse("regulations"))
    file = request.FILES.get("file")
    if file is None or not file.name:
        messages.error(request, "请选择要导入的 Excel 文件。")
        return back
    try:
        rows = read_form(file.name, file.chunks(), COLUMNS)
        for row in rows:
            if not row.cells["制度名称"]:
                raise RegulationRefused(f"第 {row.number} 行没有制度名称，请补上或删去这一行")
        entries = [
            Entry(row.cells["制度名称"], topic=row.cells["类别"], department=row.cells["责任部门"])
            for row in rows
        ]
        new = register(
            college=request.college, entries=entries, source=f"导入自 {file.name}", by=request.user.username
        )
    except (BadFile, RegulationRefused) as problem:
        messages.error(request, f"没有导入：{problem}。")
        return back
    messages.success(request, f"读到 {len(rows)} 行，新登记 {len(new)} 项，其余已经在册。")
    return back
