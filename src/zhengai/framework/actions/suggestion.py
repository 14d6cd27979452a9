"""The only writers of suggestions."""

import secrets

from django.db import transaction

from zhengai.college.models import College, Responsibility, Subject
from zhengai.college.queries import now, today
from zhengai.core.actions import record
from zhengai.framework.models import Suggestion
from zhengai.framework.rules.suggestion import (
    SuggestionMove,
    SuggestionRefused,
    SuggestionState,
    next_suggestion_state,
)
from zhengai.notices.actions import notify
from zhengai.notices.models import NoticeKind

_NOBODY = "anonymous"  # in the trail: that something was suggested, not by whom
_LONGEST = 4000
_TOLD = {
    SuggestionState.ADOPTED: "您的建议已采纳",
    SuggestionState.HONOURED: "您的建议评为好点子",
    SuggestionState.DECLINED: "您的建议有了答复",
}


@transaction.atomic
def suggest(
    *, college: College, title: str, text: str, author_name: str, author_number: str, anonymous: bool, by: str
) -> Suggestion:
    """Raises SuggestionRefused. With `anonymous` neither name nor account is kept anywhere."""
    title, text = title.strip(), text.strip()
    if not title or not text:
        raise SuggestionRefused("请写建议的题目和内容")
    if len(title) > 120 or len(text) > _LONGEST:
        raise SuggestionRefused(f"题目不超过 120 字，内容不超过 {_LONGEST} 字")
    day = today(college)
    mine = Suggestion.objects.filter(college=college, author="" if anonymous else by)
    if mine.filter(title=title, text=text, day=day).exists():
        raise SuggestionRefused("今天已经收到内容完全一样的建议，不用再提一次")
    made = Suggestion.objects.create(
        college=college,
        title=title,
        text=text,
        author="" if anonymous else by,
        author_number="" if anonymous else author_number,
        author_name="" if anonymous else author_name,
        receipt=secrets.token_hex(5),
        day=day,
    )
    record(action="framework.suggest", by=_NOBODY if anonymous else by, subject=f"suggestion:{made.pk}")
    return made


@transaction.atomic
def move_suggestion(
    *,
    suggestion: Suggestion,
    move: SuggestionMove,
    text: str = "",
    department: Subject | None = None,
    by: str,
) -> Suggestion:
    """Given to a department, adopted or declined with an answer, named a good idea. The author is told where there is a
    name. Raises SuggestionRefused."""
    found = Suggestion.objects.select_for_update(of=("self",)).select_related("college").get(pk=suggestion.pk)
    found.state = next_suggestion_state(SuggestionState(found.state), move)
    if found.author and found.author == by:
        raise SuggestionRefused("这条建议是您提的，请由另一人办理")
    if move is SuggestionMove.ASSIGN:
        if department is None:
            raise SuggestionRefused("请选择办理的部门")
        found.department = department
        _tell_department(found, department)
    elif move is not SuggestionMove.HONOUR:
        if not text.strip():
            raise SuggestionRefused(
                "请写给提出人的答复" if move is SuggestionMove.ADOPT else "请写不采纳的理由"
            )
        found.answer, found.answered_by, found.answered_on = text.strip(), by, today(found.college)
    found.save()
    if move is not SuggestionMove.ASSIGN:
        _tell_author(found)
    record(
        action="framework.move_suggestion",
        by=by,
        subject=f"suggestion:{found.pk}",
        details={"move": move.chinese},
    )
    return found


def _tell_author(found: Suggestion) -> None:
    _tell(found, [found.author_number], f"{_TOLD[SuggestionState(found.state)]}：{found.title}")


def _tell_department(found: Suggestion, department: Subject) -> None:
    heads = Responsibility.objects.filter(subject=department).values_list("person_number", flat=True)
    _tell(found, list(heads), f"请您部门办理建议：{found.title}")


def _tell(found: Suggestion, persons: list[str], title: str) -> None:
    about = f"suggestion:{found.pk}"
    notify(
        college=found.college.code,
        persons=[each for each in persons if each],
        kind=NoticeKind.SUGGESTION,
        key=f"{about}:{found.state}:{found.department_id or ''}",
        about=about,
        title=title,
        text=found.answer,
        at=now(found.college),
    )
