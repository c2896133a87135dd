"""What somebody has to do on a case by a day, in their own words."""
