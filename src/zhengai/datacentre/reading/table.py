"""A table found in a file: its header, and where its rows are staged as text."""

from dataclasses import dataclass

from zhengai.datacentre.reading.headers import SEARCHED_ROWS, Header
from zhengai_engine.run.intake.staging import StagedText
from zhengai_engine.tables.dataset import Dataset


@dataclass(frozen=True)
class FoundTable:
    sheet: str  # "" for text files, which have none
    header: Header
    staged: StagedText


def no_header(where: str, dataset: Dataset) -> str:
    """The sentence for a table without a single known column."""
    needed = "、".join(each.name for each in dataset.fields if each.required or each.code in dataset.key)
    return (
        f"{where}里找不到“{dataset.name}”的表头：前 {SEARCHED_ROWS} 行没有一个认得的列名，需要的列有 {needed}；"
        "列名不同时请用 --map 字段=列名 指明"
    )
