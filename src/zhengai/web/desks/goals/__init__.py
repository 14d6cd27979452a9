"""Goals: proposed, decided, reached or not."""
