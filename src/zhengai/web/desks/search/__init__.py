"""Search over everything a person may see."""
