"""关键数据: what departments name in 附件2, on its way into the dictionary of indicators (IND-13)."""
