"""Places: sites, their rooms and hosts, and how long it takes to get there."""
