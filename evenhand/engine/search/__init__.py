"""How a person is looked for: by words spelt in any way, and by a date of birth."""
