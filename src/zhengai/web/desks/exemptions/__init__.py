"""Exemptions asked for and decided."""
