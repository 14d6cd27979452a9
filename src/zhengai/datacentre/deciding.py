"""Words that a source writes and no choice of the field knows: kept for a person's decision, the rows waiting."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from django.db import transaction

from zhengai.college.models import College
from zhengai.core import clock
from zhengai.core.actions import record
from zhengai.datacentre.coding import code_tables
from zhengai.datacentre.models import Batch, CodeQuestion
from zhengai.datacentre.rules import AnswerRefused, CodeAnswer
from zhengai.framework import queries as framework
from zhengai.framework.actions import set_own_item
from zhengai_engine.run.intake.intake import UnknownWord
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Choice, Dataset, Field, Privacy

_WEB = "web:"
# a column with more new words than this is not a column of codes: something else was matched to the field
MOST_WORDS = 30
LONGEST = 60


def origin_of(source: str) -> str:
    """Whoever imports on a page writes the words of the page's files, not words of their own."""
    return "web" if source.startswith(_WEB) else source


def with_answers(college: College, dataset: Dataset, source: str) -> Dataset:
    """The dataset as rows of this source are read: words that were mapped count as their value."""
    mapped = CodeQuestion.objects.filter(
        college=college, dataset=dataset.code, source=origin_of(source), state=CodeAnswer.MAPPED
    )
    meant: dict[str, dict[str, str]] = {}
    for field, word, value in mapped.values_list("field", "word", "value"):
        meant.setdefault(field, {})[word] = value
    if not meant:
        return dataset
    fields = tuple(_answered(each, meant.get(each.code, {})) for each in dataset.fields)
    return replace(dataset, fields=fields)


def _answered(field: Field, meant: dict[str, str]) -> Field:
    """A word that the scheme has come to know since stays what the scheme says."""
    known = {word for each in field.choices for word in (each.value, *each.aliases)}
    choices = tuple(
        Choice(
            each.value,
            (
                *each.aliases,
                *(word for word, value in meant.items() if value == each.value and word not in known),
            ),
        )
        for each in field.choices
    )
    return replace(field, choices=choices)


def worth_asking(dataset: Dataset, found: Iterable[UnknownWord]) -> list[UnknownWord]:
    """What could be codes. Sensitive fields keep their words to themselves."""
    by_field: dict[str, list[UnknownWord]] = {}
    for each in found:
        if dataset.field(each.field).privacy is not Privacy.SENSITIVE and len(each.word) <= LONGEST:
            by_field.setdefault(each.field, []).append(each)
    return [each for words in by_field.values() if len(words) <= MOST_WORDS for each in words]


def note_unknown(batch: Batch, dataset: Dataset, found: Sequence[UnknownWord]) -> int:
    """Part of an import's own transaction. Returns how many of the words wait for a decision."""
    waiting = 0
    for each in worth_asking(dataset, found):
        question, _ = CodeQuestion.objects.get_or_create(
            college=batch.college,
            dataset=batch.dataset,
            field=each.field,
            source=origin_of(batch.source),
            word=each.word,
            defaults={"found_at": clock.now()},
        )
        if question.state == CodeAnswer.WAITING:
            waiting += 1
            question.rows += each.rows
            if batch.version is not None:
                question.batches = [*question.batches, batch.code]
            question.save(update_fields=["rows", "batches"])
    return waiting


def suggestions(college: College, field: Field, word: str) -> list[str]:
    """Values the word may mean, the likeliest first: by the field's code table, by likeness."""
    values = [each.value for each in field.choices]
    found = []
    for table in code_tables(college):
        if table.code == field.code_table:
            names = [each.name for each in table.entries if each.code == word]
            found += [each.value for each in field.choices if {each.value, *each.aliases} & set(names)]
    meant = {text: each.value for each in field.choices for text in (each.value, *each.aliases)}
    found += [meant[near] for near in get_close_matches(word, meant, n=3, cutoff=0.5)]
    found += [value for text, value in meant.items() if len(text) > 1 and (text in word or word in text)]
    return [each for each in dict.fromkeys(found) if each in values]


@transaction.atomic
def answer_question(
    *,
    question: CodeQuestion,
    answer: CodeAnswer,
    value: str = "",
    reason: str = "",
    catalogue: Catalogue,
    by: str,
) -> CodeQuestion:
    """One of three: the word means a value there is, is a value of the college's own, or is not taken. Raises
    AnswerRefused. The rows that waited are taken in by `codetaking.take_waiting`."""
    row = CodeQuestion.objects.select_for_update().select_related("college").get(pk=question.pk)
    if row.state != CodeAnswer.WAITING:
        raise AnswerRefused(f"“{row.word}”已经由另一人决定")
    declared = catalogue.datasets.get(row.dataset)
    if declared is None or not declared.has(row.field):
        raise AnswerRefused("方案里已经没有这个字段，不用再决定")
    field = declared.field(row.field)
    if answer is CodeAnswer.MAPPED and value not in [each.value for each in field.choices]:
        raise AnswerRefused("请选一个已有的值")
    if answer in (CodeAnswer.ADDED, CodeAnswer.REFUSED) and not reason.strip():
        raise AnswerRefused("请写理由")
    if answer is CodeAnswer.ADDED:
        _add(row, by)
    row.state, row.value = answer, {CodeAnswer.MAPPED: value, CodeAnswer.ADDED: row.word}.get(answer, "")
    row.reason, row.decided_by, row.decided_at = reason.strip(), by, clock.now()
    row.save()
    record(
        action=f"datacentre.code_{answer}",
        by=by,
        subject=f"{row.dataset}.{row.field}",
        details={"word": row.word, "value": row.value, "source": row.source, "reason": row.reason},
    )
    return row


@transaction.atomic
def map_word(
    *,
    college: College,
    catalogue: Catalogue,
    dataset: str,
    field: str,
    source: str,
    word: str,
    value: str,
    by: str,
) -> CodeQuestion:
    """Says what a source's word means before any file brings it. Raises AnswerRefused."""
    written = word.strip()
    declared = catalogue.datasets.get(dataset)
    if declared is None or not declared.has(field) or not declared.field(field).choices:
        raise AnswerRefused("请选一个有可选值的字段")
    if not 0 < len(written) <= LONGEST:
        raise AnswerRefused(f"请写来源的写法，最长 {LONGEST} 个字")
    known = {
        text: each.value for each in declared.field(field).choices for text in (each.value, *each.aliases)
    }
    if written in known:
        raise AnswerRefused(f"“{written}”本来就读作“{known[written]}”，不用对应")
    question, _ = CodeQuestion.objects.get_or_create(
        college=college, dataset=dataset, field=field, source=origin_of(source), word=written,
        defaults={"found_at": clock.now()},
    )  # fmt: skip
    return answer_question(
        question=question, answer=CodeAnswer.MAPPED, value=value, catalogue=catalogue, by=by
    )


def _add(row: CodeQuestion, by: str) -> None:
    """Into the college's own pack, where an upgrade keeps it. A word in no choice contradicts none."""
    items = framework.section(row.college, "datasets")
    item = next(each for each in items if each["code"] == row.dataset)
    fields = [_with_choice(each, row) for each in item["fields"]]
    set_own_item(college=row.college, section="datasets", item={**item, "fields": fields}, by=by)


def _with_choice(field: dict[str, Any], row: CodeQuestion) -> dict[str, Any]:
    if field["code"] != row.field:
        return field
    return {**field, "choices": [*field.get("choices", []), row.word]}
