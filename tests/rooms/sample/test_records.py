"""The registers of the pack `records`: written only where it is installed, each row complete and pointing at what is there."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from zhengai.framework import queries
from zhengai.sample import registers
from zhengai.sample.building import build
from zhengai.sample.generator import OFFICES, RECORDS, SampleFiles, generate
from zhengai.sample.identity import SIZES
from zhengai.sample.records.files import KEPT, REGISTERS, Register
from zhengai.sample.world import World
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset
from zhengai_engine.tables.reading import read_catalogue


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    chain = [*queries.with_required("records"), queries.with_required("registers")[-1]]
    return read_catalogue(queries.merged_section(chain, "levels"), queries.merged_section(chain, "datasets"))


@pytest.fixture(scope="module")
def world() -> World:
    return build(SIZES["small"])


@pytest.fixture(scope="module")
def members(world: World) -> Mapping[str, set[str]]:
    return {
        "departments": {row[0] for row in registers.departments(world)},
        "programmes": {each.code for each in world.programmes},
        "courses": {each.code for each in world.courses},
        "classes": {each.code for each in world.classes},
        "teachers": {each.code for each in world.teachers},
        "students": {each.code for _, each in world.students()},
        "offerings": {each.code for each in world.offerings},
        **{each.dataset: {row[0] for row in each.rows(world)} for each in KEPT},  # a number stands first
    }


def test_a_college_without_the_pack_gets_none_of_them(sample: SampleFiles) -> None:
    assert not {each.name for each in (*REGISTERS, *KEPT)} & {file.path.name for file in sample.files}


def test_a_college_with_the_pack_gets_all_and_the_rest_unchanged(sample: SampleFiles, tmp_path: Path) -> None:
    more = generate("small", tmp_path, RECORDS | OFFICES)
    assert [file.path.name for file in more.files] == [
        *(file.path.name for file in sample.files),
        *(each.name for each in (*REGISTERS, *KEPT)),
    ]
    assert all(
        old.path.read_bytes() == new.path.read_bytes()
        for old, new in zip(sample.files, more.files, strict=False)
    )


@pytest.mark.parametrize(("pack", "written"), [("records", REGISTERS), ("registers", KEPT)])
def test_every_dataset_of_the_pack_has_a_register(pack: str, written: tuple[Register, ...]) -> None:
    declared = {each["code"] for each in queries.read_pack(pack).sections["datasets"]}
    assert declared == {each.dataset for each in written}


@pytest.mark.parametrize("register", [*REGISTERS, *KEPT], ids=lambda each: each.dataset)
def test_rows_fit_their_dataset(
    register: Register, catalogue: Catalogue, world: World, members: Mapping[str, set[str]]
) -> None:
    dataset = catalogue.dataset(register.dataset)
    fields = [dataset.find(header) for header in register.header]
    assert None not in fields
    codes = [field.code for field in fields if field]
    rows = [dict(zip(codes, row, strict=True)) for row in register.rows(world)]
    assert rows
    assert {f.code for f in dataset.fields if f.required} <= set(codes)
    keys = [tuple(row[code] for code in dataset.key) for row in rows]
    assert len(keys) == len(set(keys))
    assert [problem for row in rows for problem in _problems(row, dataset, members)] == []


def _problems(row: dict[str, Any], dataset: Dataset, members: Mapping[str, set[str]]) -> list[str]:
    found = []
    for code, value in row.items():
        field = dataset.field(code)
        allowed = {word for choice in field.choices for word in (choice.value, *choice.aliases)}
        if value is None:
            if field.required:
                found.append(f"{code} is empty")
        elif allowed and value not in allowed:
            found.append(f"{code}: {value} is not a choice")
        elif field.references and value not in members[field.references]:
            found.append(f"{code}: {value} is nobody")
    return found
