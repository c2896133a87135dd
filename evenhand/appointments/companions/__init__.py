"""Those who are with a claimant: representatives and responsible adults."""
