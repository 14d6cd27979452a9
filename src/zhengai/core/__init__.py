"""The ground: audit trail, clock, transaction words."""
