"""How long a person waits for each page: asked over HTTP, one after the other."""

import math
import re
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import httpx

LIMIT_MS = 200.0
"""A page is there within this, with 50,000 referrals stored."""
_WARM = 3
_ANSWERED = (200, 303)
Fields = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for of a page."""

    path: str | Callable[[], str]
    """Its address; a function gives another each time."""
    fields: Fields | None = None
    """What is typed into it and sent; None: the page is opened."""


@dataclass(frozen=True, slots=True)
class PageTime:
    """Of one page: milliseconds from the request to the last byte of the answer."""

    page: str
    processor_ms: float
    """What the pages' process works for it; hardly depends on what else the machine does, unlike the rest."""
    median_ms: float
    p95_ms: float
    slowest_ms: float
    kib: float

    @property
    def in_time(self) -> bool:
        return self.p95_ms <= LIMIT_MS


def visiting(address: str, cookies: Mapping[str, str] | None = None) -> httpx.Client:
    """Somebody with a browser there; with the cookies of a session, signed in."""
    return httpx.Client(base_url=address, cookies=dict(cookies or {}), timeout=60.0, trust_env=False)


def csrf_of(page: httpx.Response) -> str:
    """What the forms of a page send along. Raises `RuntimeError` for one without a form."""
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page.text)
    if found is None:
        raise RuntimeError(f"{page.url.path} has no form and answered with {page.status_code}")
    return found[1]


def time_pages(
    client: httpx.Client,
    pages: Mapping[str, Asked],
    *,
    csrf: str,
    times: int,
    processor_seconds: Callable[[], float],
) -> Iterator[PageTime]:
    """Asks for each page so many times, after a few that are not counted. Blocks.

    `processor_seconds` is what the process that serves the pages has worked so far. Raises `RuntimeError`
    when a page answers with neither a page nor the way to the next.
    """
    for page, asked in pages.items():
        taken: list[float] = []
        size, worked = 0, 0.0
        for number in range(_WARM + times):
            if number == _WARM:
                worked = processor_seconds()
            path = asked.path if isinstance(asked.path, str) else asked.path()
            begun = time.perf_counter()
            answer = _ask(client, path, asked.fields, csrf)
            if number >= _WARM:
                taken.append((time.perf_counter() - begun) * 1000)
            if answer.status_code not in _ANSWERED:
                raise RuntimeError(f"{path} answered with {answer.status_code}")
            size = len(answer.content)
        ordered = sorted(taken)
        yield PageTime(
            page=page,
            processor_ms=round((processor_seconds() - worked) * 1000 / times, 1),
            median_ms=round(statistics.median(ordered), 1),
            p95_ms=round(ordered[math.ceil(0.95 * len(ordered)) - 1], 1),
            slowest_ms=round(ordered[-1], 1),
            kib=round(size / 1024, 1),
        )


def _ask(client: httpx.Client, path: str, fields: Fields | None, csrf: str) -> httpx.Response:
    return client.get(path) if fields is None else client.post(path, data={"csrf": csrf, **fields})
