"""Statistics on plain counts; where a threshold is needed its source stands beside it."""
