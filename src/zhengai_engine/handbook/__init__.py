"""Prints a scheme's definitions as documentation."""

from zhengai_engine.handbook.render import render_handbook

__all__ = ["render_handbook"]
