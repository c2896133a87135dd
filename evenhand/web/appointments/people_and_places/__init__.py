"""Sites, rooms, interpreters and whoever else interviews need, as people keep them."""
