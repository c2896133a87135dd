"""How many cases each rule touches: counted with each run of the whole nation."""
