"""Reading a person's messages."""

from django.db.models import QuerySet

from zhengai.notices.models import Notice


def inbox(college_code: str, person_number: str) -> QuerySet[Notice]:
    """Newest first. An account without a number has no messages."""
    if not person_number:
        return Notice.objects.none()
    return Notice.objects.filter(college=college_code, person_number=person_number)


def unread_count(college_code: str, person_number: str) -> int:
    return inbox(college_code, person_number).filter(read_at__isnull=True).count() if person_number else 0
