"""The inbox: messages to a person."""
