"""Information standards: code tables, and words that no choice knows."""
