"""One module a command; each has `register(subparsers)` that sets `run` to a function of the parsed arguments."""
