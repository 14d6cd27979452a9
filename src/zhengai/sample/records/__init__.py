"""The registers of the pack `records`, written for a sample college that has it installed."""
