"""Frozen reports on a page and as Word files."""
