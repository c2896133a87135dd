"""What each who takes part is told of an interview, and whether it arrived."""
