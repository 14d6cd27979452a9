"""The indicators desk: dictionary, one indicator, one value down to its rows."""
