"""Pure decisions of the spiral."""
