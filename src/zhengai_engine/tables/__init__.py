"""The typed vocabulary of the data centre: datasets, fields, relations, and how rows reach levels and periods."""
