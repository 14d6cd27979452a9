"""管控事项与内控: what each department keeps in hand, what is missing, and how its controls worked."""
