"""Words that no choice of a field knows: the queue, and the decision that lets the waiting rows in."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.datacentre.codetaking import take_waiting
from zhengai.datacentre.deciding import answer_question, map_word, suggestions
from zhengai.datacentre.models import CodeQuestion
from zhengai.datacentre.queries import batches, catalogue
from zhengai.datacentre.rules import AnswerRefused, CodeAnswer
from zhengai.sources.queries import sources
from zhengai.web.components.data_quality import OriginNames
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.typed import keep_typed, take_typed
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_SORTS = {"word": ("word",), "field": ("dataset", "field", "word"), "rows": ("rows",), "found": ("found_at",)}
_LOOKS = {
    CodeAnswer.WAITING: "warning",
    CodeAnswer.MAPPED: "target_met",
    CodeAnswer.ADDED: "target_met",
    CodeAnswer.REFUSED: "plain",
}
_FIELDS = ["answer", "value", "reason"]
_NEW = ["field", "source", "word", "value"]


@dataclass(frozen=True)
class Line:
    one: CodeQuestion
    dataset: str
    field: str
    source: str
    state: str
    look: str
    suggested: str
    who: str


@needs(Permission.DATA_VIEW)
def words(request: Request) -> HttpResponse:
    every = CodeQuestion.objects.filter(college=request.college)
    counted = dict(every.order_by().values_list("state").annotate(number=Count("pk")))
    state = request.GET.get("state", CodeAnswer.WAITING.value)
    chosen = every.filter(state=state) if state in list(CodeAnswer) else every
    text = request.GET.get("q", "").strip()
    if text:
        chosen = chosen.filter(word__icontains=text)
    if request.GET.get("format") == "xlsx":
        return _export(request, sorted_rows(request, chosen, _SORTS, "-rows")[0])
    shown = listing(request, chosen, _SORTS, "-rows")
    context = {
        "listing": shown,
        "lines": _lines(request, list(shown)),
        "states": [(each.value, each.chinese, counted.get(each.value, 0)) for each in CodeAnswer],
        "state": state,
        "waiting": counted.get(CodeAnswer.WAITING.value, 0),
        "total": sum(counted.values()),
        "search": text,
        **_offered(request),
    }
    return answer(request, "desks/codes/words.html", "desks/codes/_words.html", context)


def _offered(request: Request) -> dict[str, object]:
    """What the form for a word that no file has brought yet offers."""
    typed, error = take_typed(request, "word-new", _NEW)
    datasets = catalogue(request.college).datasets.values()
    fields = [(dataset, field) for dataset in datasets for field in dataset.fields if field.choices]
    return {
        "typed": typed,
        "error": error,
        "may_decide": request.person.may(Permission.SOURCE_EDIT),
        "fields": [
            (f"{dataset.code}.{field.code}", f"{dataset.name}.{field.name}") for dataset, field in fields
        ],
        "values": list(dict.fromkeys(choice.value for _, field in fields for choice in field.choices)),
        "origins": [
            ("web", "网页导入"),
            ("upload", "命令行"),
            *sources(request.college).values_list("code", "name"),
        ],
    }


@needs(Permission.DATA_VIEW)
def word(request: Request, number: int) -> HttpResponse:
    found = _question_or_404(request, number)
    [line] = _lines(request, [found])
    declared = catalogue(request.college).datasets.get(found.dataset)
    field = declared.field(found.field) if declared and declared.has(found.field) else None
    offered = suggestions(request.college, field, found.word) if field else []
    typed, error = take_typed(request, f"word-{number}", _FIELDS)
    values = [each.value for each in field.choices] if field else []
    context = {
        "line": line,
        "question": found,
        "values": [*offered, *(each for each in values if each not in offered)],
        "offered": offered,
        "typed": typed,
        "error": error,
        "batches": batches(request.college).filter(code__in=found.batches),
        "may_decide": found.state == CodeAnswer.WAITING
        and field is not None
        and request.person.may(Permission.SOURCE_EDIT),
    }
    return render(request, "desks/codes/word.html", context)


@require_POST
@needs(Permission.SOURCE_EDIT)
def decide(request: Request, number: int) -> HttpResponse:
    found = _question_or_404(request, number)
    by = request.user.username
    try:
        decided = answer_question(
            question=found,
            answer=_answer(request.POST.get("answer", "")),
            value=request.POST.get("value", ""),
            reason=request.POST.get("reason", ""),
            catalogue=catalogue(request.college),
            by=by,
        )
    except AnswerRefused as refusal:
        keep_typed(request, f"word-{number}", _FIELDS, f"{refusal}。")
        return HttpResponseRedirect(reverse("code-word", args=[number]))
    taken = take_waiting(question=decided, by=by)
    messages.success(request, "已决定" + (f"，收进等待的 {taken.rows} 行。" if taken.rows else "。"))
    for sentence in taken.left:
        messages.warning(request, f"{sentence}。")
    return HttpResponseRedirect(reverse("code-words"))


@require_POST
@needs(Permission.SOURCE_EDIT)
def add(request: Request) -> HttpResponse:
    by, wanted = request.user.username, request.POST
    dataset, _, field = wanted.get("field", "").partition(".")
    try:
        made = map_word(
            college=request.college,
            catalogue=catalogue(request.college),
            dataset=dataset,
            field=field,
            source=_source(request, wanted.get("source", "")),
            word=wanted.get("word", ""),
            value=wanted.get("value", "").strip(),
            by=by,
        )
    except AnswerRefused as refusal:
        keep_typed(request, "word-new", _NEW, f"{refusal}。")
        return HttpResponseRedirect(f"{reverse('code-words')}#new")
    taken = take_waiting(question=made, by=by)
    messages.success(
        request,
        f"“{made.word}”从此读作“{made.value}”" + (f"，收进等待的 {taken.rows} 行。" if taken.rows else "。"),
    )
    return HttpResponseRedirect(f"{reverse('code-words')}?state={CodeAnswer.MAPPED}")


def _source(request: Request, code: str) -> str:
    """As batches name where they came from."""
    if code in ("web", "upload"):
        return code
    if not sources(request.college).filter(code=code).exists():
        raise AnswerRefused("请选一个来源")
    return f"source:{code}"


def _answer(written: str) -> CodeAnswer:
    if written not in list(CodeAnswer) or written == CodeAnswer.WAITING:
        raise AnswerRefused("请选一种决定")
    return CodeAnswer(written)


def _lines(request: Request, found: list[CodeQuestion]) -> list[Line]:
    datasets, origins = catalogue(request.college).datasets, OriginNames(request.college)
    names = names_of(each.decided_by for each in found if each.decided_by)
    lines = []
    for each in found:
        declared = datasets.get(each.dataset)
        field = declared.field(each.field) if declared and declared.has(each.field) else None
        asked = each.state == CodeAnswer.WAITING and field is not None
        lines.append(
            Line(
                one=each,
                dataset=declared.name if declared else each.dataset,
                field=field.name if field else each.field,
                source="网页导入" if each.source == "web" else origins.of(each.source),
                state=CodeAnswer(each.state).chinese,
                look=_LOOKS[CodeAnswer(each.state)],
                suggested=next(iter(suggestions(request.college, field, each.word)), "")
                if asked and field
                else "",
                who=names.get(each.decided_by, each.decided_by),
            )
        )
    return lines


def _question_or_404(request: Request, number: int) -> CodeQuestion:
    found = CodeQuestion.objects.filter(college=request.college, pk=number).first()
    if found is None:
        raise Http404("没有这个新代码")
    return found


def _export(request: Request, found: QuerySet[CodeQuestion]) -> HttpResponse:
    headers = ["数据集", "字段", "来源", "来源的写法", "对应的值", "决定", "等待的行", "理由", "决定人"]
    rows = [
        [each.dataset, each.field, each.source, each.one.word, each.one.value, each.state, each.one.rows,
         each.one.reason, each.who]
        for each in _lines(request, list(found[:MOST_ROWS]))
    ]  # fmt: skip
    return workbook("新代码与代码对应", headers, rows)
