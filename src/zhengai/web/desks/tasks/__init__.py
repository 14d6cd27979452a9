"""Tasks of a year: the list, one task, and the tables of the goal chain with Excel in and out."""
