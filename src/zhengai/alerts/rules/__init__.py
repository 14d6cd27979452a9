"""Pure decisions of the alerts room."""
