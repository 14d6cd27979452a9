"""国家数据报送: the national tables, what feeds them, what was prepared and what came of it."""
