"""What rules read of each case, kept by time: the keystone of why-on-a-date."""
