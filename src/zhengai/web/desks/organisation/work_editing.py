"""Writing a department's duties, work and posts, each with its SMART parts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.framework.actions.work import (
    hold_post,
    leave_post,
    remove_duty,
    remove_work,
    save_duty,
    save_work,
)
from zhengai.framework.models import DepartmentDuty, PostHolder, Work
from zhengai.framework.queries.work import duties, posts, works
from zhengai.framework.rules.work import SMART, WorkRefused
from zhengai.web.desks.organisation.work import department_or_404, fills
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


def _filled(request: Request, code: str) -> Subject:
    department = department_or_404(request, code)
    if not fills(request, department):
        raise PermissionDenied("这个部门的职责和岗位由它的负责人和质管办填写。")
    return department


def _back(code: str, table: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('work-department', args=[code])}?table={table}")


def _parts(request: Request, prefix: str) -> dict[str, str]:
    return {code: request.POST.get(f"{prefix}-{code}", "") for code, _ in SMART}


def _smart(parts: dict[str, str]) -> list[tuple[str, str, str]]:
    return [(code, name, parts.get(code, "")) for code, name in SMART]


@needs(Permission.WORK_FILL)
def duty_edit(request: Request, code: str, number: int | None = None) -> HttpResponse:
    """For the department's head and the office."""
    department = _filled(request, code)
    found = _duty(department, number) if number else None
    typed = {"text": found.text if found else "", "inside": "1" if found is None or found.inside else ""}
    parts, error = dict(found.smart) if found else {}, ""
    if request.method == "POST":
        typed = {"text": request.POST.get("text", ""), "inside": request.POST.get("inside", "")}
        parts = _parts(request, "smart")
        try:
            save_duty(
                department=department, text=typed["text"], inside=bool(typed["inside"]), smart=parts, duty=found,
                by=request.user.username,
            )  # fmt: skip
        except WorkRefused as refusal:
            error = f"{refusal}。"
        else:
            messages.success(request, "职责已保存。")
            return _back(code, "1")
    context = {
        "department": department,
        "duty": found,
        "typed": typed,
        "error": error,
        "smart": _smart(parts),
    }
    return render(request, "desks/organisation/duty_edit.html", context)


@needs(Permission.WORK_FILL)
def work_new(request: Request, code: str, duty: int) -> HttpResponse:
    """For the department's head and the office."""
    department = _filled(request, code)
    return _work(request, department, _duty(department, duty), None)


@needs(Permission.WORK_FILL)
def work_edit(request: Request, code: str, number: int) -> HttpResponse:
    """For the department's head and the office."""
    department = _filled(request, code)
    found = _one_work(department, number)
    return _work(request, department, found.duty, found)


_FIELDS = ("text", "section", "post", "standard")


def _work(request: Request, department: Subject, duty: DepartmentDuty, found: Work | None) -> HttpResponse:
    post = found.post if found else None
    typed = {
        "text": found.text if found else "",
        "section": post.section if post else "",
        "post": post.name if post else "",
        "standard": found.standard if found else "",
    }
    parts, standard_parts = (dict(found.smart), dict(found.standard_smart)) if found else ({}, {})
    error = ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in _FIELDS}
        parts, standard_parts = _parts(request, "smart"), _parts(request, "standard")
        try:
            save_work(
                duty=duty,
                smart=parts,
                standard_smart=standard_parts,
                work=found,
                by=request.user.username,
                **typed,
            )
        except WorkRefused as refusal:
            error = f"{refusal}。"
        else:
            messages.success(request, "工作已保存。")
            return _back(department.code, "2")
    context = {
        "department": department,
        "duty": duty,
        "work": found,
        "typed": typed,
        "error": error,
        "smart": _smart(parts),
        "standard_smart": _smart(standard_parts),
        "posts": list(posts(department.college).filter(department=department)),
    }
    return render(request, "desks/organisation/work_edit.html", context)


def _duty(department: Subject, number: int) -> DepartmentDuty:
    found = duties(department.college).filter(department=department, pk=number).first()
    if found is None:
        raise Http404("没有这条职责，可能已经删去")
    found.department = department
    return found


def _one_work(department: Subject, number: int) -> Work:
    found = works(department.college).filter(duty__department=department, pk=number).first()
    if found is None:
        raise Http404("没有这项工作，可能已经删去")
    found.duty.department = department
    return found


@require_POST
@needs(Permission.WORK_FILL)
def work_remove(request: Request, code: str) -> HttpResponse:
    """A duty or a work, named in the form; sent twice it is removed once."""
    department = _filled(request, code)
    number = request.POST.get("number", "")
    kind = request.POST.get("kind", "")
    key = int(number) if number.isdigit() else 0
    try:
        if kind == "duty" and (duty := duties(request.college).filter(department=department, pk=key).first()):
            remove_duty(duty=duty, by=request.user.username)
        elif kind == "work" and (
            held := works(request.college).filter(duty__department=department, pk=key).first()
        ):
            remove_work(work=held, by=request.user.username)
        else:
            messages.info(request, "已经删去了。")
            return _back(code, "1")
        messages.success(request, "已删去。")
    except WorkRefused as refusal:
        messages.error(request, f"{refusal}。")
    return _back(code, "1" if kind == "duty" else "2")


@require_POST
@needs(Permission.WORK_FILL)
def post_people(request: Request, code: str) -> HttpResponse:
    """Puts a person on a post, or takes one off it."""
    department = _filled(request, code)
    told = request.POST
    post = posts(request.college).filter(department=department, pk=_key(told.get("post", ""))).first()
    holder = PostHolder.objects.filter(post__department=department, pk=_key(told.get("holder", ""))).first()
    try:
        if holder is not None:
            leave_post(holder=holder, by=request.user.username)
            messages.success(request, f"{holder.person_name}已离开岗位。")
        elif post is not None:
            hold_post(
                post=post, person_number=told.get("person_number", ""), person_name=told.get("person_name", ""),
                by=request.user.username,
            )  # fmt: skip
            messages.success(request, "任岗人已登记。")
        else:
            messages.info(request, "岗位或任岗人已经改动，请重新选择。")
    except WorkRefused as refusal:
        messages.error(request, f"{refusal}。")
    return _back(code, "posts")


def _key(text: str) -> int:
    return int(text) if text.isdigit() else 0
