"""Reading what people write into spreadsheets: the meaning of one written value, and the SQL that reads a million."""
