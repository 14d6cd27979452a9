"""Tables of other databases, read by a query."""
