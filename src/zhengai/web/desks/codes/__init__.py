"""Information standards: code tables."""
