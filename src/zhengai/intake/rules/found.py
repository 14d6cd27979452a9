"""What was recognised: rows of the pack's parts, and pieces that were not recognised."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from zhengai.intake.rules.document import Place


class Confidence(StrEnum):
    """How sure a row is, by one rule: HIGH = the table's head was recognised word for word and the row stood as it is;
    MEDIUM = something was mended on the way (a `repair`), or it was read from running text; LOW = something does not
    fit or is missing (a `doubt`), so that a person has to look."""

    CHECKED = "checked"  # a person corrected or wrote it
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def chinese(self) -> str:
        return {"checked": "已核对", "high": "可靠", "medium": "已修补", "low": "请核对"}[self.value]


@dataclass(frozen=True)
class Row:
    """One entry of a part. `values` are by field; a field that holds many things has one a line. `source` is the text
    as it stands in the file; `repairs` and `doubts` are Chinese sentences."""

    part: str
    values: Mapping[str, str]
    place: Place
    source: str
    repairs: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def confidence(self) -> Confidence:
        if self.doubts:
            return Confidence.LOW
        return Confidence.MEDIUM if self.repairs else Confidence.HIGH

    def mended(self, *repairs: str) -> "Row":
        return replace(self, repairs=(*self.repairs, *(each for each in repairs if each not in self.repairs)))

    def doubted(self, *doubts: str) -> "Row":
        return replace(self, doubts=(*self.doubts, *(each for each in doubts if each not in self.doubts)))


@dataclass(frozen=True)
class Leftover:
    """A table, a column or a passage that looks like a table and was not recognised; `reason` is a sentence."""

    place: Place
    text: str
    reason: str


@dataclass(frozen=True)
class Findings:
    """`title` is the scheme's own title, empty when none was found; `notes` are sentences about the whole file."""

    rows: tuple[Row, ...] = ()
    leftovers: tuple[Leftover, ...] = ()
    title: str = ""
    notes: tuple[str, ...] = field(default=())
