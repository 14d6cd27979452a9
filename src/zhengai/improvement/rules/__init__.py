"""Pure decisions about improvements."""
