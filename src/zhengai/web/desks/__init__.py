"""Pages as work: one folder a desk."""
