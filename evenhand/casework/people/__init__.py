"""The people of a case, as recorded in it; joined across cases only by a person."""
