"""佐证文件: what proves a record, kept once by its content. Records lie in higher rooms and are named by kind and key."""
