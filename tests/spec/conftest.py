"""`ask`: the indicators' values on each engine in turn."""

from collections.abc import Sequence
from typing import Any, Protocol

import pytest

from tests.spec.engines import ENGINES
from tests.spec.school import rows
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.value import Value


class Ask(Protocol):
    def __call__(
        self,
        *indicators: Indicator,
        level: str,
        periods: str,
        codes: Sequence[str] | None = None,
        never: tuple[str, ...] = (),
        **tables: str,
    ) -> list[Value]: ...


@pytest.fixture(params=list(ENGINES))
def ask(request: pytest.FixtureRequest) -> Ask:
    """Values of the last indicator (or of `codes`) at the level in the periods, codes apart by spaces."""
    engine = ENGINES[request.param]

    def values(
        *indicators: Indicator,
        level: str,
        periods: str,
        codes: Sequence[str] | None = None,
        never: tuple[str, ...] = (),
        **tables: Any,
    ) -> list[Value]:
        chosen = [indicators[-1].code] if codes is None else list(codes)
        known = {each.code: each for each in indicators}
        return engine(known, rows(never, **tables), [(level, periods.split())], chosen)

    return values
