"""支持保障机制: each with who answers for it, its regulations, its tasks and what came of it (RES-10)."""
