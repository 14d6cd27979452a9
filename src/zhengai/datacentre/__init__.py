"""Datasets, sources, batches, quality of data."""
