"""The bytes of a tracker, read into typed rows. No Django, no database, no clock."""
