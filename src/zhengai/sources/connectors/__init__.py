"""The connectors: a folder for each way of asking a source for its data."""
