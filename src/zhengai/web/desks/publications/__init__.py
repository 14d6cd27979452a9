"""统计发布 (INF-15): statistics on a schedule, to the circle that the plan names."""
