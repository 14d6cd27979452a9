"""How good data are and where they came from, as the pages of the data centre and of data quality say it."""

from dataclasses import dataclass
from functools import cached_property

from zhengai.college.models import College
from zhengai.sources.queries import sources

_QUALITIES = (("timely", "及时"), ("true", "真实"), ("accurate", "准确"), ("complete", "完整"))
_LOW = 0.9
_WAYS = {"upload": "命令行", "sample": "示例数据"}
_WEB, _SOURCE, _FORM = "web:", "source:", "form:"


@dataclass(frozen=True)
class Score:
    """One of the four measures of data quality; null where it does not apply or nothing was judged."""

    name: str
    value: float | None

    @property
    def percent(self) -> int | None:
        """Rounded down: 100 says that nothing is wrong."""
        return None if self.value is None else int(self.value * 100)

    @property
    def look(self) -> str:
        return "low" if self.value is not None and self.value < _LOW else ""


def quality_scores(quality: dict[str, float | None]) -> list[Score]:
    return [Score(name, quality.get(code)) for code, name in _QUALITIES]


class OriginNames:
    """What `Batch.source` is called; the college's sources are asked for once, when one of them is met."""

    def __init__(self, college: College) -> None:
        self._college = college

    @cached_property
    def _sources(self) -> dict[str, str]:
        return dict(sources(self._college).values_list("code", "name"))

    def of(self, origin: str) -> str:
        if origin.startswith(_SOURCE):
            code = origin.removeprefix(_SOURCE)
            return self._sources.get(code, code)
        if origin.startswith(_FORM):
            return "台账逐行登记"
        return "网页导入" if origin.startswith(_WEB) else _WAYS.get(origin, origin) or "—"
