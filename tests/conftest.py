"""The harness of all tests: loud, and closed to the network."""
