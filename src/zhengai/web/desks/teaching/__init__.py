"""培养方案与教学文件: training schemes of programmes, and which files courses and programmes still owe (STD-14, STD-15)."""
