"""Cases of a specialism move to the unit that specialises: in phases, with a review."""
