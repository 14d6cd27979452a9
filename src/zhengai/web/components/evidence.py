"""The files that prove a record, as a part of its page. Each desk says here once which of its records keep evidence and
who sees them; the box, the list of all files and the addresses of single ones ask nobody else."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, Model, Q, QuerySet
from django.db.models.functions import Cast
from django.http import Http404

from zhengai.accounts.queries import names_of
from zhengai.evidence import queries
from zhengai.evidence.models import Attachment
from zhengai.evidence.rules import About, size_words
from zhengai.evidence.rules.kinds import LISTED, SUFFIXES
from zhengai.evidence.store import most_bytes
from zhengai.web.shell.request import Request


@dataclass(frozen=True)
class Keeper:
    """A kind of record that keeps evidence. Whoever is among `seen` sees its files; `may_change` says who attaches and
    removes, `unit` is the code of its department."""

    kind: str
    name: str
    seen: Callable[[Request], QuerySet[Any]]
    may_change: Callable[[Request, Any], bool]
    title: Callable[[Any], str]
    unit: Callable[[Any], str]
    address: Callable[[Any], str]

    def about(self, record: Model) -> About:
        return About(self.kind, str(record.pk), self.title(record), self.unit(record))


KEEPERS: dict[str, Keeper] = {}


def keeps(keeper: Keeper) -> Keeper:
    assert keeper.kind not in KEEPERS, keeper.kind
    KEEPERS[keeper.kind] = keeper
    return keeper


@dataclass(frozen=True)
class FileLine:
    file: Attachment
    by: str


@dataclass(frozen=True)
class EvidenceBox:
    """`told` and `refused` are the outcome of what was just done, sentence by sentence."""

    kind: str
    key: str
    files: list[FileLine]
    removed: list[FileLine]
    may_change: bool
    told: Sequence[str] = ()
    refused: Sequence[str] = ()
    accept: str = ",".join(SUFFIXES)
    listed: str = LISTED

    @property
    def most(self) -> str:
        return size_words(most_bytes())


def evidence_box(
    request: Request, keeper: Keeper, record: Model, told: Sequence[str] = (), refused: Sequence[str] = ()
) -> EvidenceBox:
    code, key = request.college.code, str(record.pk)
    may_change = keeper.may_change(request, record)
    files, lately = queries.of_record_with_removed(code, keeper.kind, key)
    removed = lately if may_change else []
    people = {each.by for each in files} | {each.detached_by for each in removed}
    names = names_of(people) if people else {}
    return EvidenceBox(
        kind=keeper.kind,
        key=key,
        files=[FileLine(each, names.get(each.by, each.by)) for each in files],
        removed=[FileLine(each, names.get(each.detached_by, each.detached_by)) for each in removed],
        may_change=may_change,
        told=told,
        refused=refused,
    )


def evidence_counts(request: Request, kind: str, keys: Iterable[int]) -> dict[str, int]:
    """How many files each record of a page has, by key, for the links that fetch their boxes."""
    found = queries.of_records(request.college.code, kind, keys).order_by().values_list("key")
    return dict(found.annotate(number=Count("pk")))


def record_of(request: Request, kind: str, key: str) -> tuple[Keeper, Any]:
    """The record that an address names; 404 where it is not there or not for this person."""
    keeper = KEEPERS.get(kind)
    record = keeper.seen(request).filter(pk=key).first() if keeper and key.isdecimal() else None
    if keeper is None or record is None:
        raise Http404("没有这条记录，或者它不在您的查看范围内")
    return keeper, record


def seen_files(request: Request) -> QuerySet[Attachment]:
    """All files whose records the person sees."""
    reached = Q(pk__in=[])
    for keeper in KEEPERS.values():
        records = keeper.seen(request).order_by().annotate(as_key=Cast("pk", CharField()))
        reached |= Q(kind=keeper.kind, key__in=records.values("as_key"))
    return queries.attached(request.college.code).filter(reached)


def file_or_404(request: Request, number: int) -> tuple[Keeper, Any, Attachment]:
    """A file with its record; one that was removed only for those who may bring it back."""
    found = Attachment.objects.filter(pk=number, college=request.college.code).select_related("file").first()
    if found is None:
        raise Http404("没有这份文件，或者它不在您的查看范围内")
    keeper, record = record_of(request, found.kind, found.key)
    if found.detached_at is not None and not keeper.may_change(request, record):
        raise Http404("这份文件已经移除")
    return keeper, record, found
