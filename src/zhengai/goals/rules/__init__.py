"""Pure decisions about goals."""
