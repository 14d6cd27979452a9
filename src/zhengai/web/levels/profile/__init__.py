"""画像: one subject, whatever its level."""
