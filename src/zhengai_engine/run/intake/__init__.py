"""Takes a file's rows in: loads them as text, reads and checks them in DuckDB, merges what is right into the lake."""
