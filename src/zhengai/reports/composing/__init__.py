"""Composes a report's chapters from what was gathered; nothing here asks the database."""

from zhengai.reports.composing.whole import Composed, compose

__all__ = ["Composed", "compose"]
