"""方针、原则、文件、章程: what the work rests on, as the college's packs give it, for everybody to read."""

from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.framework.queries import section
from zhengai.standards.rules.sections import PolicyItem
from zhengai.web.shell.marks import for_everyone
from zhengai.web.shell.request import Request

KINDS = ("章程", "方针", "原则", "文件")


@for_everyone
def policies(request: Request) -> HttpResponse:
    found = [PolicyItem.model_validate(each) for each in section(request.college, "policies")]
    text = request.GET.get("q", "").strip()
    chosen = [
        each for each in found if not text or text in f"{each.title}{each.number}{each.issuer}{each.text}"
    ]
    groups = [(kind, [each for each in chosen if each.kind == kind]) for kind in KINDS]
    context = {
        "groups": [(kind, items) for kind, items in groups if items],
        "total": len(found),
        "search": text,
        "may_import": request.person.may(Permission.SCHEME_EDIT),
    }
    return render(request, "desks/library/policies.html", context)
