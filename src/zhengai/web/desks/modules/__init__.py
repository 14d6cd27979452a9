"""模块责任 (INF-25): each module of the platform has a department that owns it."""
