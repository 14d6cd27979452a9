"""Improvements (改进): measure, owner, deadline, effect judged by the same indicator."""
