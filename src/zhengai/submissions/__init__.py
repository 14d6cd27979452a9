"""国家数据报送: our rows in the columns of the national tables, checked, written as files and sent."""
