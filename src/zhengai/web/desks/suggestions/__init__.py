"""建议与好点子: made by everyone, answered, adopted ones read by all (CUL-05)."""
