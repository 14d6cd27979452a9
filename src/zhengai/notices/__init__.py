"""Messages to a person inside the product (消息)."""
