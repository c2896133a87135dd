"""Plans of interviews for weeks ahead: proposed, looked at, and booked by a person."""
