"""The charter's articles as they are read off its text, and what hangs on them."""

import pytest

from tests.rooms.regulations.test_register import drafted, in_force
from zhengai.college.models import College
from zhengai.core.models import AuditEvent
from zhengai.regulations.actions import Entry, describe, publish_change
from zhengai.regulations.charter import Root, hang, root_of, unhang
from zhengai.regulations.models import CharterLink, Regulation
from zhengai.regulations.rules.articles import articles
from zhengai.regulations.rules.machine import RegulationRefused


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", []),
        ("没有分条的章程。", []),
        ("第一条 依法办学。第二条 对质量负责。", ["第一条", "第二条"]),
        ("第一章 总则\n第一条　依法办学。\n第十二条 依照第一条办理，按第三条备案。", ["第一条", "第十二条"]),
        ("第1条 甲。\n第2条 乙。\n第1条 重复。", ["第1条", "第2条"]),
    ],
)
def test_articles_begin_lines_or_sentences(text: str, numbers: list[str]) -> None:
    assert [each.number for each in articles(text)] == numbers


def test_an_article_has_its_text() -> None:
    first, second = articles("第一条 依法办学，\n接受监督。第二条 对质量负责。")
    assert (first.text, second.text) == ("依法办学，\n接受监督。", "对质量负责。")


def test_a_chapter_belongs_to_no_article() -> None:
    first, second = articles("第一章 总则\n第一条 依法办学。\n第二章 组织\n第二条 设校长。")
    assert (first.text, second.text) == ("依法办学。", "设校长。")


def charter(college: College) -> Regulation:
    """Two articles; 课堂教学管理制度 is in force beside it."""
    in_force(college)
    found = in_force(college, "学校章程")
    change = drafted(found, "amend", text="第一条 依法办学。\n第二条 对质量负责。")
    publish_change(change=change, by="chen")
    found.refresh_from_db()
    return describe(regulation=found, entry=Entry("学校章程"), is_charter=True, by="lin")


def root(college: College) -> Root:
    return root_of(college, list(Regulation.objects.filter(college=college).order_by("code")))


def test_what_hangs_nowhere_is_listed_until_it_hangs(college: College) -> None:
    charter(college)
    teaching = Regulation.objects.get(name="课堂教学管理制度")
    assert [each.name for each in root(college).loose] == ["课堂教学管理制度"]
    hang(regulation=teaching, article="第二条", by="lin")
    hang(regulation=teaching, article="第二条", by="lin")
    hang(regulation=teaching, article="第一条", by="lin")
    found = root(college)
    assert [(article.number, [each.name for each in held]) for article, held in found.branches] == [
        ("第一条", ["课堂教学管理制度"]), ("第二条", ["课堂教学管理制度"]),
    ]  # fmt: skip
    assert (found.loose, found.lost, found.hung) == ([], [], 1)
    unhang(regulation=teaching, article="第一条", by="lin")
    unhang(regulation=teaching, article="第二条", by="lin")
    assert [each.name for each in root(college).loose] == ["课堂教学管理制度"]
    moves = AuditEvent.objects.filter(action__in=("regulations.hang", "regulations.unhang")).order_by("id")
    assert [(event.action, event.details["article"]) for event in moves] == [
        ("regulations.hang", "第二条"), ("regulations.hang", "第一条"), ("regulations.unhang", "第一条"),
        ("regulations.unhang", "第二条"),
    ]  # fmt: skip


def test_a_revised_charter_loses_no_link_silently(college: College) -> None:
    top = charter(college)
    teaching = Regulation.objects.get(name="课堂教学管理制度")
    hang(regulation=teaching, article="第二条", by="lin")
    publish_change(change=drafted(top, "amend", text="第一条 依法办学。"), by="chen")
    found = root(college)
    assert [(link.regulation.name, link.article) for link in found.lost] == [("课堂教学管理制度", "第二条")]
    assert [each.name for each in found.loose] == ["课堂教学管理制度"]


def test_what_cannot_be_hung(college: College) -> None:
    teaching = in_force(college, "考试管理办法")
    with pytest.raises(RegulationRefused, match="还没有现行的章程"):
        hang(regulation=teaching, article="第一条", by="lin")
    top = charter(college)
    with pytest.raises(RegulationRefused, match="自己"):
        hang(regulation=top, article="第一条", by="lin")
    with pytest.raises(RegulationRefused, match="没有“第九条”"):
        hang(regulation=teaching, article="第九条", by="lin")
    with pytest.raises(RegulationRefused, match="没有挂在第一条"):
        unhang(regulation=teaching, article="第一条", by="lin")
    assert not CharterLink.objects.exists()
