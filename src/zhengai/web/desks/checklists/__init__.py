"""对照清单 (INF-03, INF-17): goals and subjects that a document lists, and what fulfils each."""
