"""Plans of interviews for weeks ahead: asked for, looked at, booked, undone."""
