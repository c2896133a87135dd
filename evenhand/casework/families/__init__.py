"""Cases of one family, joined by a person: seen together, decided one by one."""
