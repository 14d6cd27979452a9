"""Plans of every level: the list, one plan with its goals through the years, its drafting and its approval."""
