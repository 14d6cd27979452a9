"""The table of ability points as a workbook: all of it takes the place of what was there, or nothing does."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.datacentre.forms import read_form
from zhengai.datacentre.rules import BadFile
from zhengai.standards.abilities import AbilityRow, set_abilities
from zhengai.standards.rules.library import StandardRefused
from zhengai.web.levels.abilities.page import COLUMNS
from zhengai.web.levels.abilities.seen import may_set, programme_or_404
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@require_POST
@needs(Permission.STANDARD_PROPOSE)
def take(request: Request, code: str) -> HttpResponse:
    programme = programme_or_404(request, code)
    if not may_set(request, programme):
        raise PermissionDenied("毕业能力指标点由专业负责人和所在学院设定。")
    back = HttpResponseRedirect(reverse("abilities", args=[code]))
    file = request.FILES.get("file")
    if file is None or not file.name:
        messages.error(request, "请选择要导入的 Excel 文件。")
        return back
    try:
        rows = [
            AbilityRow(f"第 {row.number} 行", *(row.cells[column] for column in COLUMNS))
            for row in read_form(file.name, file.chunks(), COLUMNS)
        ]
        number = set_abilities(
            programme=programme,
            rows=rows,
            indicator=request.POST.get("indicator", ""),
            by=request.user.username,
        )
    except (BadFile, StandardRefused) as problem:
        messages.error(request, f"没有导入：{problem}。")
        return back
    messages.success(request, f"已设定 {number} 个指标点，达成度按课程的数据算出。")
    return back
