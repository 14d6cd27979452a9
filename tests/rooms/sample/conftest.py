"""One small sample, written once; its clean rows as plain dictionaries."""

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pytest

from zhengai.sample.generator import SampleFile, SampleFiles, generate

Rows: TypeAlias = list[dict[str, str]]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleFiles:
    return generate("small", tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def rows(sample: SampleFiles) -> Callable[[str], Rows]:
    """All rows of a dataset's CSV files."""

    @cache
    def read(dataset: str) -> Rows:
        return [row for file in sample.of(dataset) if file.path.suffix == ".csv" for row in read_csv(file)]

    return read


def read_csv(file: SampleFile) -> Rows:
    with Path(file.path).open(encoding="utf-8-sig", newline="") as text:
        found = list(csv.DictReader(text))
    codes = {header: code for code, header in file.mapping.items()}
    return [{codes.get(key, key): value for key, value in row.items()} for row in found]
