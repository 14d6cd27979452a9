"""From source to report: what stands on what, and what breaks without it."""
