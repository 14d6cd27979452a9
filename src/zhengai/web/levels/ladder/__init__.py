"""A subject beside the standards of its level, and on its ladder: where it stands, what the next step asks for."""
