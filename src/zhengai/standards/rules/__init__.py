"""Pure decisions of the standards room: what a control point says and whether it makes sense."""
