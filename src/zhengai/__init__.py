"""The platform of 诊改: rooms in one order along the quality loop (see .importlinter and ADR 0001)."""
