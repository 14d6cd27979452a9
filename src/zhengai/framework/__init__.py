"""Installed packs: a college's scheme as data."""
