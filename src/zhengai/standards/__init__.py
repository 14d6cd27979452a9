"""Standards and control points."""
