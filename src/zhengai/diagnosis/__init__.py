"""Rounds of diagnosis (诊断), a record for every subject, findings and causes."""
