"""A document becomes rows of a pack's parts."""
