"""Addresses that every page writes many times, put together once."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse


def address(route: str, **arguments: str) -> str:
    """What `reverse` says; below the prefix at which this installation is served."""
    return _address(get_script_prefix(), route, tuple(arguments.items()))


@lru_cache(maxsize=5000)
def _address(prefix: str, route: str, arguments: tuple[tuple[str, str], ...]) -> str:
    return reverse(route, kwargs=dict(arguments))
