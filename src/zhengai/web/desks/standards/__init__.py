"""Control points and their limits, and the guard that keeps them still while a cycle runs."""
