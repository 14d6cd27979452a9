"""The improvement board, and one improvement with its effect."""
