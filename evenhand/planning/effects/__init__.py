"""What a run does to whom: its cases by the groups that effects are told of."""
