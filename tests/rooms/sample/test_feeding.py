"""The sample's sources are run, not written down: what their pages show happened."""

from pathlib import Path

import pytest

from zhengai.college.actions import create_college, set_calendar
from zhengai.core import clock
from zhengai.datacentre.actions import import_file
from zhengai.datacentre.models import Batch
from zhengai.framework import queries
from zhengai.framework.actions import install
from zhengai.sample.feeding import LEAVING, is_left, leave, register_others
from zhengai.sample.generator import SampleFiles, generate
from zhengai.sample.identity import CALENDAR
from zhengai.sources.models import Collection, Source
from zhengai.sources.queries import standings
from zhengai.sources.rules import Access, CollectionState
from zhengai_engine.tables.reading import read_catalogue


@pytest.mark.django_db
def test_every_state_of_a_source_came_about(home: Path, sample: SampleFiles) -> None:
    college = create_college(code="S1", name="青禾(示例)", category="综合", by="he", is_sample=True)
    set_calendar(college=college, semesters=CALENDAR, by="he")
    install(college=college, pack="foundation", by="he")
    for dataset in ("departments", "teachers"):
        (file,) = sample.of(dataset)
        import_file(
            college=college,
            dataset=dataset,
            path=file.path,
            by="sample",
            sheet=file.sheet,
            source=file.source,
        )
    left = [file for file in sample.files if is_left(file)]
    assert {file.source for file in left} == {each.name for each in LEAVING}
    for _ in range(2):  # an interrupted set-up is run again
        for file in left:
            leave(college=college, file=file, by="sample")
        register_others(college=college, by="sample")
    done = Collection.objects.filter(state=CollectionState.DONE)
    assert done.count() == len(left)
    assert Batch.objects.filter(state="committed", source__startswith="source:").count() == len(left)
    trouble = Collection.objects.exclude(state=CollectionState.DONE).get()
    assert (trouble.feed.source.code, trouble.state) == ("sample-rooms", CollectionState.FAILED)
    assert "连不上" in trouble.message
    found = {each.source.code: each for each in standings(college, clock.now())}
    assert found["sample-research"].succeeded_at is not None
    assert found["sample-platform"].succeeded_at is None
    assert all(each.source.enabled for each in found.values())
    assert found["sample-rooms"].state is not found["sample-research"].state
    assert found["sample-personnel"].source.access == Access.FORM
    assert Source.objects.count() == len(LEAVING) + 4


def test_a_source_sends_a_dataset_in_one_form(tmp_path: Path) -> None:
    """The packs of additions bring files for datasets that a system of the sample sends already: in other columns they
    would be refused, and the set-up with them. The pack of Ya'an rests on both."""
    chain = queries.with_required("yaan")
    levels, datasets = (queries.merged_section(chain, name) for name in ("levels", "datasets"))
    files = generate("small", tmp_path, read_catalogue(levels, datasets).datasets).files
    forms: dict[tuple[str, str], set[str]] = {}
    for file in filter(is_left, files):
        header = file.path.read_text(encoding="utf-8-sig").partition("\n")[0]
        forms.setdefault((file.source, file.dataset), set()).add(header)
    assert {dataset for _, dataset in forms} >= {"research", "research_bodies", "public_trainings"}
    assert [place for place, headers in forms.items() if len(headers) > 1] == []
