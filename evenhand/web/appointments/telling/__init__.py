"""What was told of interviews and did not arrive, and what people answered."""
