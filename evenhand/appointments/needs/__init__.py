"""Needs: what a claimant asks for and must have when they are interviewed."""
