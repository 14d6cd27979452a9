"""Pages as a subject: one skeleton, five levels."""
