"""Doors for machines: source systems send rows and learning records here, signed or with a password of their own."""
