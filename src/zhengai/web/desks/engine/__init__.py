"""机制引擎: how the results of a year moved into performance, incentive and accountability (CUL-01, GOAL-16)."""
