"""How the platform is arranged at a college: read once a process for a scheme."""

from typing import TypeVar

from pydantic import BaseModel

from zhengai.college.models import College
from zhengai.core.content import ContentCache
from zhengai.framework.queries import fingerprint, section
from zhengai.framework.rules.platform import Building, Centre, Listed, Module

T = TypeVar("T", bound=BaseModel)
_CENTRES: ContentCache[tuple[Centre, ...]] = ContentCache()
_BUILDINGS: ContentCache[tuple[Building, ...]] = ContentCache()
_LISTS: ContentCache[tuple[Listed, ...]] = ContentCache()
_MODULES: ContentCache[tuple[Module, ...]] = ContentCache()


def centres(college: College) -> tuple[Centre, ...]:
    return _CENTRES.get(lambda: fingerprint(college), lambda: _read(college, "centres", Centre))


def architecture(college: College) -> tuple[Building, ...]:
    return _BUILDINGS.get(lambda: fingerprint(college), lambda: _read(college, "architecture", Building))


def modules(college: College) -> tuple[Module, ...]:
    return _MODULES.get(lambda: fingerprint(college), lambda: _read(college, "modules", Module))


def checklists(college: College) -> tuple[Listed, ...]:
    return _LISTS.get(lambda: fingerprint(college), lambda: _read(college, "checklists", Listed))


def _read(college: College, name: str, model: type[T]) -> tuple[T, ...]:
    return tuple(model.model_validate(each) for each in section(college, name))
