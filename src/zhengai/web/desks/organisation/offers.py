"""What can show that something was done: things the product already holds, offered for choosing."""

from django.db.models import QuerySet

from zhengai.accounts.rules import Permission
from zhengai.diagnosis.models import Round
from zhengai.framework.models import Inspection, Meeting
from zhengai.improvement.models import Improvement
from zhengai.reports.models import Report
from zhengai.web.components.scoped import within_key
from zhengai.web.shell.request import Request

MOST = 20
Offer = tuple[str, str]  # about, title


def offers(request: Request) -> list[tuple[str, list[Offer]]]:
    """By kind, newest first; only what this person may see."""
    found = [
        ("诊断轮次", _rounds(request)),
        ("报告", _reports(request)),
        ("改进", _improvements(request)),
        *_of_bodies(request),
    ]
    return [(name, each) for name, each in found if each]


def title_of(request: Request, about: str) -> str:
    """Of one of the offers; empty for anything else."""
    return next((title for _, each in offers(request) for key, title in each if key == about), "")


def _of_bodies(request: Request) -> list[tuple[str, list[Offer]]]:
    """Meetings and inspections."""
    held = Meeting.objects.filter(college=request.college).values_list("pk", "title")[:MOST]
    looked = Inspection.objects.filter(college=request.college).values_list("pk", "title")[:MOST]
    return [
        ("会议", [(f"meeting:{pk}", title) for pk, title in held]),
        ("专项督查", [(f"inspection:{pk}", title) for pk, title in looked]),
    ]


def _rounds(request: Request) -> list[Offer]:
    rows = Round.objects.filter(college=request.college).defer("form").order_by("-opened_at", "-pk")
    return [(f"round:{pk}", title) for pk, title in rows.values_list("pk", "title")[:MOST]]


def _reports(request: Request) -> list[Offer]:
    seen: QuerySet[Report] = within_key(
        request.person, Permission.REPORT_VIEW, Report.objects.filter(college=request.college)
    )
    return [
        (f"report:{code}", title) for code, title in seen.order_by("-pk").values_list("code", "title")[:MOST]
    ]


def _improvements(request: Request) -> list[Offer]:
    seen = within_key(
        request.person, Permission.IMPROVEMENT_VIEW, Improvement.objects.filter(college=request.college)
    )
    rows = seen.select_related("subject").order_by("-pk")[:MOST]
    return [(f"improvement:{each.pk}", f"{each.subject.name}：{each.measure}"[:80]) for each in rows]
