"""工作台: what is wanted of a person today."""
