"""The second face beside the web: the same actions and queries from a terminal."""
