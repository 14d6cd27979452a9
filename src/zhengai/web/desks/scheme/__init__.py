"""管理 › 方案: the packs, the running scheme, and what an upgrade would change."""
