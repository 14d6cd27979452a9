"""质量文化: policy and values, what was done on the four layers, cases, ideas and news in one place (CUL-02)."""
