"""Which module of the platform a page belongs to."""

from django.urls import get_script_prefix

from zhengai.college.models import College
from zhengai.framework.queries.platform import modules
from zhengai.framework.rules.platform import Module, module_of


def module_at(college: College, path: str) -> Module | None:
    return module_of(modules(college), path.removeprefix(get_script_prefix()))
