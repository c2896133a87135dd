"""Units, teams and the people in them: training, absence, and so weekly places."""
