"""Pure decisions about regulations."""
