"""Rows become items of a pack's sections."""
