"""Template tags and the gallery of the design system."""
