"""Registers (台账): one page for every dataset that its owner keeps row by row."""
