"""What claimants and those with them see by a private link, without an account."""
