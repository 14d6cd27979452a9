"""Workloads that a run is measured by, each with somebody else's way to the same values beside ours."""
