"""质量依存: what one place of the college needs from another, and how it was answered (FRM-07)."""
