"""方案导入: a college's scheme as a file, what was found in it, corrected by hand, installed."""
