"""What a room may have, and what of it a claimant may need: names and their titles."""

EQUIPMENT = {
    "recorder": "Recorder",
    "video link": "Video link",
    "large screen": "Large screen",
    "hearing loop": "Hearing loop",
}
ACCESS = {
    "step-free": "Step-free",
    "accessible toilet": "Accessible toilet",
    "quiet": "Quiet",
    "dimmed light": "Light can be dimmed",
    "play corner": "Play corner",
}
FEATURES = EQUIPMENT | ACCESS

# What a claimant may ask a room to have.
ADJUSTMENTS = {
    name: FEATURES[name]
    for name in (
        "step-free",
        "accessible toilet",
        "hearing loop",
        "quiet",
        "dimmed light",
    )
}


def titled(names: list[str]) -> list[str]:
    """Titles of features by name; one we no longer offer keeps its name."""
    return [FEATURES.get(name, name) for name in names]
