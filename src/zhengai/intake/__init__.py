"""方案导入 (scheme import): a college's scheme as Word, text or PDF becomes a pack; nothing is dropped in silence."""
