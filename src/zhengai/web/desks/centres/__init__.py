"""四个中心 (INF-10): the work areas of the levels; and how the platform is built (INF-23)."""
