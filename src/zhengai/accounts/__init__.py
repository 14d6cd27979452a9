"""Users, roles, grants of a role in a scope."""
