"""A report as a Word document, from a template that a college may own."""

from zhengai.reports.word.prepared import TemplateFault
from zhengai.reports.word.rendering import render

__all__ = ["TemplateFault", "render"]
