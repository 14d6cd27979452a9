"""One file that holds a whole installation, and the way back. The database is kept as plain lines, the same from
SQLite and from PostgreSQL, so a college that tried the one moves to the other by backup and restore."""
