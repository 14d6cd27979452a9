"""The measuring chain (诊断指标链): what is measured, from where, and what is still missing."""
