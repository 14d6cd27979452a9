"""全员参与: who takes part in quality assurance, counted from what was done (CUL-03)."""
