"""使用情况 (INF-18): the platform proves its own use, for the spot check of 全员、全程、全方位."""
