"""Rounds of diagnosis and a subject's own form."""
