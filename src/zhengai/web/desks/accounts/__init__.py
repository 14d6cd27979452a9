"""Accounts and roles, as the system and the security administrator work with them, and everybody's own account."""
