"""The computing engine of 诊改: definitions in, values with their reasons out. Knows no web framework."""
