"""The subjects of one level as a list."""
