"""Where people live, as journeys are kept: by the letters of the postcode."""


def area_of(postcode: str) -> str:
    """The letters with which a postcode begins: "LS" of "LS1 1AA"."""
    letters = ""
    for character in postcode.strip().upper():
        if not character.isalpha():
            break
        letters += character
    return letters
