"""The files of one course or programme: recorded one by one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of, subjects
from zhengai.standards.rules.teaching import TeachingRefused, period_of
from zhengai.standards.teaching import file_items, note_file, owings
from zhengai.web.components.periods import full_name
from zhengai.web.components.typed import keep_typed, take_typed
from zhengai.web.desks.teaching.seen import may_write, seen_subjects, semesters
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_FIELDS = ("kind", "document")


@needs(Permission.STANDARD_VIEW)
def subject_files(request: Request, level: str, code: str) -> HttpResponse:
    found = _subject(request, level, code)
    terms = semesters(request)
    among = subjects(request.college, level).filter(pk=found.pk)
    owing = next(iter(owings(request.college, level, terms.chosen, among)), None)
    typed, error = take_typed(request, f"teaching-{found.pk}", _FIELDS)
    calendar = calendar_of(request.college)
    context = {
        "subject": found,
        "level_name": level_names(request).get(level, level),
        "owing": owing,
        "files": [
            (item, document, full_name(calendar, period_of(item, terms.chosen)))
            for item, document in (owing.files if owing else ())
        ],
        "semesters": terms,
        "may_write": may_write(request, found),
        "typed": typed,
        "error": error,
    }
    return render(request, "desks/teaching/subject.html", context)


def _subject(request: Request, level: str, code: str) -> Subject:
    found = seen_subjects(request).filter(level=level, code=code).select_related("department").first()
    if found is None or not file_items(request.college, level):
        raise Http404("没有这个对象的教学文件，或者它不在您的查看范围内")
    found.college = request.college
    return found


@require_POST
@needs(Permission.STANDARD_EDIT)
def file_note(request: Request, level: str, code: str) -> HttpResponse:
    found = _subject(request, level, code)
    if not may_write(request, found):
        raise PermissionDenied("教学文件由课程、专业的责任人和所在部门登记。")
    terms = semesters(request)
    document = request.POST.get("document", "")
    try:
        made = note_file(
            subject=found, kind=request.POST.get("kind", ""), semester=terms.chosen, document=document,
            by=request.user.username,
        )  # fmt: skip
        messages.success(request, "已登记。" if made else "已撤回这份文件的登记。")
    except TeachingRefused as refusal:
        keep_typed(request, f"teaching-{found.pk}", _FIELDS, f"{refusal}。")
    return HttpResponseRedirect(f"{reverse('teaching-files', args=[level, code])}?period={terms.chosen}")
