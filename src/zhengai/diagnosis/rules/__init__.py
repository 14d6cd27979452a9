"""Pure decisions about diagnosis."""
