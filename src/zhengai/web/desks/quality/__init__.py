"""Data quality: the board, rules, suspects, coverage, the data dictionary."""
