"""Editions of the policy for tests: copies that may be changed."""

import re
import shutil
from pathlib import Path

from mash_policy.files import EDITIONS, editions

FIRST = "2026-01-01"


def a_copy_of_the_first_edition(root: Path, name: str = FIRST) -> Path:
    """The first edition in a folder under `root`, unlocked and effective from the date of its name."""
    return _a_copy(FIRST, root / name)


def a_draft(root: Path, name: str = "2027-01-04") -> Path:
    """The latest edition in a folder under `root`, effective from the date of its name."""
    return _a_copy(editions()[-1], root / name)


def _a_copy(edition: str, folder: Path) -> Path:
    shutil.copytree(EDITIONS / edition, folder)
    change(folder / "edition.toml", f"effective_from = {edition}", f"effective_from = {folder.name}")
    return folder


def change(path: Path, old: str, new: str) -> None:
    """Raises AssertionError when the file does not say `old`, so that no test changes nothing."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} does not say {old}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def change_indicator(folder: Path, code: str, field: str, value: str) -> Path:
    """Says something else about one indicator; `value` is TOML. The file it stands in."""
    for path in sorted((folder / "indicators").glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        before, found, after = text.partition(f'code = "{code}"\n')
        if found:
            entry, rest = _split(after)
            entry = re.sub(rf"^{field} = .*\n", "", entry, flags=re.MULTILINE)
            path.write_text(f"{before}{found}{field} = {value}\n{entry}{rest}", encoding="utf-8")
            return path
    raise AssertionError(f"no indicator {code}")


def remove_indicator(folder: Path, code: str) -> None:
    for path in sorted((folder / "indicators").glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        before, found, after = text.partition(f'[[indicator]]\ncode = "{code}"\n')
        if found:
            path.write_text(before + _split(after)[1], encoding="utf-8")
            return
    raise AssertionError(f"no indicator {code}")


def _split(after: str) -> tuple[str, str]:
    """The rest of one entry, and the entries after it."""
    end = after.find("[[indicator]]")
    return (after, "") if end < 0 else (after[:end], after[end:])
