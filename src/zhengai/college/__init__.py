"""Who is assured: colleges, subjects at every level, the calendar, responsible people."""
