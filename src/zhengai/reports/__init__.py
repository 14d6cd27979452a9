"""Frozen reports (诊改报告): every figure carries its reference and can be verified."""
