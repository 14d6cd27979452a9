"""Small words of the pages of plans."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def named(names: Mapping[str, str], username: str) -> str:
    """What a person is called; the account's name where nobody is known by it."""
    return names.get(username, username) or "—"


@register.filter
def percent(value: float | None) -> str:
    """0.856 → 85.6%"""
    return "—" if value is None else f"{value:.1%}"
