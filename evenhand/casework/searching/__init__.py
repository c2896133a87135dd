"""How cases are looked for: by any reference, by names in any spelling, by a birthday."""
