"""The matrix of systems × levels (五纵五横)."""
