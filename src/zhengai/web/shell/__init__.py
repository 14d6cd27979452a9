"""Base template, navigation, sign-in, permission marks."""
