"""Performance (机制引擎): how results moved into performance, incentive and accountability."""
