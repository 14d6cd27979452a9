"""The college's account at the national interface. The password is never shown: an empty field leaves it as it is."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.submissions import queries
from zhengai.submissions.actions import keep_interface
from zhengai.submissions.rules import SubmissionRefused
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_FIELDS = ("school_code", "address", "token_path", "upload_path", "query_path", "account", "app_key", "size")


@needs(Permission.DATA_SUBMIT)
def settings(request: Request) -> HttpResponse:
    found, error = queries.interface(request.college), ""
    typed = {name: str(getattr(found, name)) for name in _FIELDS}
    if request.method == "POST":
        typed |= {name: request.POST.get(name, "") for name in _FIELDS}
        wanted = typed | {"password": request.POST.get("password", "")}
        try:
            keep_interface(college=request.college, wanted=wanted, by=request.user.username)
        except SubmissionRefused as refusal:
            error = f"{refusal}。"
        else:
            messages.success(request, "已保存报送设置。")
            return HttpResponseRedirect(reverse("submissions"))
    context = {"typed": typed, "error": error, "has_password": bool(found.secret)}
    return render(request, "desks/submissions/settings.html", context)
