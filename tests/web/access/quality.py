from datetime import UTC, datetime

from tests.web.access.words import Table
from tests.web.school import School
from zhengai.quality.models import Suspect

LOOKING = frozenset({"lin", "han", "he"})
CORRECTING = frozenset({"han", "he"})

PAGES: Table = {
    "quality": ("/quality/", LOOKING),
    "quality-trend": ("/quality/trend/", LOOKING),
    "coverage": ("/quality/coverage/", LOOKING),
    "data-dictionary": ("/quality/dictionary/", LOOKING),
    "suspects": ("/quality/suspects/", LOOKING),
    "suspects-of": ("/quality/owners/学工处/", LOOKING),
    "suspect": ("/quality/suspects/{suspect}/", LOOKING),
    "quality-rule": ("/quality/rules/students.age/", LOOKING),
}
POSTS: Table = {
    "quality-judge": ("/quality/judge/", CORRECTING),
    "suspect-ask": ("/quality/suspects/{suspect}/ask/", CORRECTING),
    "suspect-withdraw": ("/quality/suspects/{suspect}/withdraw/", CORRECTING),
    "suspect-decide": ("/quality/suspects/{suspect}/decide/", frozenset({"lin"})),
}


def prepare(school: School) -> dict[str, object]:
    found, _ = Suspect.objects.get_or_create(
        college=school.college,
        rule="students.age",
        key_text="S0001",
        defaults={
            "dataset": "students",
            "owner": "学工处",
            "key": [["student_id", "S0001"]],
            "row": {"student_id": "S0001", "name": "李晓", "birth_date": "2018-03-01"},
            "fingerprint": "0" * 64,
            "source": "upload",
            "first_version": 0,
            "last_version": 0,
            "found_at": datetime(2026, 11, 20, tzinfo=UTC),
        },
    )
    return {"suspect": found.pk}
