"""岗位权限: which role comes with which post. The security administrator decides; who holds the posts the departments say."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.framework.actions.post_rights import give_post_role
from zhengai.framework.models import Post
from zhengai.framework.rules.work import POST_ROLES, WorkRefused
from zhengai.web.components.listings import listing
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SORTS = {
    "department": ("department__code", "section", "name"),
    "name": ("name", "department__code"),
    "role": ("-role", "department__code", "name"),
    "holders": ("-number", "department__code"),
}


@needs(Permission.GRANT_EDIT)
def post_roles(request: Request) -> HttpResponse:
    everything = Post.objects.filter(department__college=request.college).select_related("department")
    found, text = everything.annotate(number=Count("holders")), request.GET.get("q", "").strip()
    if text:
        found = found.filter(
            Q(name__icontains=text) | Q(section__icontains=text) | Q(department__name__icontains=text)
        )
    if request.GET.get("given"):
        found = found.exclude(role="")
    context = {
        "listing": listing(request, found, SORTS, "department"),
        "roles": [(code, request.person.word(code)) for code in POST_ROLES],
        "total": everything.count(),
        "given": everything.exclude(role="").count(),
        "search": text,
        "only_given": bool(request.GET.get("given")),
    }
    return answer(request, "desks/accounts/posts.html", "desks/accounts/_posts.html", context)


@require_POST
@needs(Permission.GRANT_EDIT)
def post_role(request: Request, number: int) -> HttpResponse:
    found = Post.objects.filter(department__college=request.college, pk=number).first()
    if found is None:
        raise Http404("没有这个岗位，它可能已经删去")
    try:
        post = give_post_role(post=found, role=request.POST.get("role", ""), by=request.user.username)
        word = request.person.word(post.role) if post.role else ""
        messages.success(request, f"{post}现在带“{word}”的角色。" if word else f"{post}不再带角色。")
    except WorkRefused as refusal:
        messages.error(request, f"{refusal}。")
    return HttpResponseRedirect(reverse("post-roles"))
