"""The contacts of a bench: a file of what the made-up county hands in."""

from datetime import date
from pathlib import Path

from mash_simulation.contacts import simulate
from mash_simulation.figures import published_year, years_published


def write_contacts(file: Path, referrals: int, seed: int, handed_in_on: date) -> int:
    """How many children the contacts are about; a contact about several may make it one or two more."""
    figures = published_year(years_published()[-1])
    children = 0
    with file.open("wb") as lines:
        for contact in simulate(figures, seed=seed, referrals=referrals, handed_in_on=handed_in_on):
            lines.write(contact.submission.model_dump_json(exclude_defaults=True).encode() + b"\n")
            children += len(contact.children)
    return children
