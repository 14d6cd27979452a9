"""Definitions under version, runs, values."""
