"""Generated formulas over generated tables: every engine must give the reference's values."""
