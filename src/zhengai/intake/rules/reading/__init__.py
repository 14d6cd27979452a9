"""Files become a document: lines and tables, each with its place."""
