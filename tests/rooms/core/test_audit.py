"""The audit trail: append-only, chained, and in the same transaction as what it records."""

import pytest
from django.db import IntegrityError, transaction

from zhengai.core.actions import record
from zhengai.core.models import AuditEvent
from zhengai.core.queries import broken_link
from zhengai.core.rules import GENESIS, link

pytestmark = pytest.mark.django_db


def test_events_form_a_chain() -> None:
    first = record(action="college.create", by="lin", subject="A", details={"name": "甲"})
    second = record(action="college.calendar", by="lin", subject="A")
    assert first.previous == GENESIS
    assert second.previous == first.digest
    assert broken_link() is None


def test_a_changed_detail_is_found_at_its_event() -> None:
    record(action="a.b", by="lin", details={"value": 1})
    changed = record(action="a.b", by="lin", details={"value": 2})
    record(action="a.b", by="lin", details={"value": 3})
    AuditEvent.objects.filter(pk=changed.pk).update(details={"value": 20})
    found = broken_link()
    assert found is not None
    assert found.pk == changed.pk


def test_a_missing_event_is_found_at_the_next() -> None:
    record(action="a.b", by="lin")
    gone = record(action="a.b", by="lin", details={"n": 2})
    after = record(action="a.b", by="lin", details={"n": 3})
    AuditEvent.objects.filter(pk=gone.pk).delete()
    found = broken_link()
    assert found is not None
    assert found.pk == after.pk


def test_an_event_cannot_be_deleted_through_its_model() -> None:
    event = record(action="a.b", by="lin")
    with pytest.raises(TypeError, match="只能追加"):
        event.delete()


def test_the_database_refuses_a_fork_of_the_chain() -> None:
    event = record(action="a.b", by="lin")
    fork = AuditEvent(
        at=event.at, by="xu", action="a.c", previous=event.previous, digest=link(GENESIS, {"x": 1})
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        fork.save()


def test_the_event_falls_with_the_action_that_fails() -> None:
    @transaction.atomic
    def failing_action() -> None:
        record(action="a.b", by="lin")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        failing_action()
    assert not AuditEvent.objects.exists()


def test_an_event_speaks() -> None:
    assert "lin a.b A" in str(record(action="a.b", by="lin", subject="A"))
