"""The data centre: datasets, batches, quality, the import wizard."""
