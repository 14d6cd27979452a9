"""A round's form is read once for as long as its content is the same."""

from tests.rooms.diagnosis.test_forms import form
from zhengai.diagnosis.kept import scheme_of
from zhengai.diagnosis.models import Round


def test_equal_content_is_read_once_and_other_content_anew() -> None:
    first = scheme_of(Round(form=form()))
    assert scheme_of(Round(form=form())) is first
    other = scheme_of(Round(form=form(name="优秀")))
    assert other is not first
    assert [point.name for point in other.points()] == ["优秀"]
    assert scheme_of(Round(form=form())) is first
