"""Changes tried out in a part of the house for a time: measured, and then decided."""
