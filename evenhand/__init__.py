"""Evenhand: casework for asylum operations, in a fair and explained order."""
