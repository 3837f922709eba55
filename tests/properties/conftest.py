"""How properties are tried: as often as hypothesis likes, and however slow the machine is."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
