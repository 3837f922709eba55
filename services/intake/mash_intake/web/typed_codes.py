"""References and codes as people type them."""


def tidied(text: str) -> str:
    """As it is kept, however it was typed: "4k7q 9xwd" is "4K7Q-9XWD"; of a child's, the contact's."""
    letters = "".join(one for one in text.upper() if one.isalnum())
    parts = [letters[at : at + 4] for at in range(0, len(letters), 4)]
    return "-".join(part for part in parts if len(part) == 4)
