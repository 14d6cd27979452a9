"""表7 as a workbook: its rows are put on the list, all of them or none."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.datacentre.forms import FormRow, read_form
from zhengai.datacentre.rules import BadFile
from zhengai.standards.library import Listed, list_standards
from zhengai.standards.rules.library import StandardRefused
from zhengai.web.desks.library.listed import TABLE_7
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

# as the tables of colleges name the levels
_OTHER_NAMES = {"学院": "college", "师资": "teacher", "教师队伍": "teacher"}


@require_POST
@needs(Permission.STANDARD_DECIDE)
def take(request: Request) -> HttpResponse:
    back = HttpResponseRedirect(reverse("library"))
    file = request.FILES.get("file")
    if file is None or not file.name:
        messages.error(request, "请选择要导入的 Excel 文件。")
        return back
    try:
        rows = read_form(file.name, file.chunks(), TABLE_7)
        listed = [_listed(row, level_names(request), request.POST.get("level", "")) for row in rows]
        new = list_standards(
            college=request.college, rows=listed, source=f"导入自 {file.name}", by=request.user.username
        )
    except (BadFile, StandardRefused) as problem:
        messages.error(request, f"没有导入：{problem}。")
        return back
    messages.success(request, f"读到 {len(rows)} 行，新列入 {len(new)} 个标准，其余已经在清单上。")
    return back


def _listed(row: FormRow, names: dict[str, str], level: str) -> Listed:
    """The type often is the level (学校、专业、课程、师资、学生); of other types the level chosen beside the file holds."""
    kind = row.cells["标准类型"]
    codes = {name: code for code, name in names.items()} | _OTHER_NAMES
    known = codes.get(kind, codes.get(kind.removesuffix("标准"), ""))
    if known not in names:
        known = level if level in names else ""
    if not known:
        offered = "、".join(names.values())
        raise StandardRefused(
            f"第 {row.number} 行的标准类型“{kind}”看不出属于哪个层面（{offered}），请在导入时选定层面"
        )
    if not row.cells["标准名称"]:
        raise StandardRefused(f"第 {row.number} 行没有标准名称，请补上或删去这一行")
    return Listed(row.cells["标准名称"], known, kind, row.cells["责任部门"])
