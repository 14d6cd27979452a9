"""Writes the spreadsheets of an invented college and knows the truths planted in them."""
