"""Data quality: rules over whole tables, their results by dataset and version, suspicious rows and what becomes of them."""
