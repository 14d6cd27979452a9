"""What an indicator is: levels, periods, expressions, definitions and values. Frozen, valid or not built."""
