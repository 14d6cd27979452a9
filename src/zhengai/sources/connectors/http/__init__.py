"""JSON that another system answers."""
