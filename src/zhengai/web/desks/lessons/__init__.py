"""课堂即时评价: opened by a teacher in a lesson, answered by the class on phones, closed and counted (INF-17)."""
