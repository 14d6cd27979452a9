from datetime import UTC, datetime

from tests.web.access.words import Table
from tests.web.school import School
from zhengai.datacentre.models import CodeQuestion

LOOKING = frozenset({"lin", "han", "he"})

PAGES: Table = {
    "code-tables": ("/codes/", LOOKING),
    "code-table": ("/codes/GBT-2261.1/", LOOKING),
    "code-words": ("/codes/words/", LOOKING),
    "code-word": ("/codes/words/{word}/", LOOKING),
}
POSTS: Table = {
    "code-word-decide": ("/codes/words/{word}/decide/", frozenset({"he"})),
    "code-word-new": ("/codes/words/new/", frozenset({"he"})),
}


def prepare(school: School) -> dict[str, object]:
    found, _ = CodeQuestion.objects.get_or_create(
        college=school.college,
        dataset="attendance",
        field="status",
        source="web",
        word="线上",
        defaults={"rows": 3, "found_at": datetime(2026, 11, 20, tzinfo=UTC)},
    )
    return {"word": found.pk}
