"""课堂: what happens in a lesson and is measured there, at the source (INF-17)."""
