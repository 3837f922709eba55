"""The topics, read from `topics.toml`, and which topic an event belongs on."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from mash_contracts.envelope import EventData
from mash_contracts.events import (
    AgencyCheckEvent,
    CaseReply,
    CheckAnswered,
    ReferralRouted,
    ReferralWithdrawn,
)
from mash_contracts.vocabulary import Agency, Pathway


@dataclass(frozen=True, slots=True)
class Topic:
    name: str
    description: str
    owner: str
    """The service that writes it; of what a team or an agency answers, the one that acts on it; of a
    quarantine topic, the one that has to look."""
    key: str
    partitions: int
    retention_days: int
    events: tuple[str, ...]
    readers: tuple[str, ...]
    """The services that read it."""
    to_team: Pathway | None
    """The team whose own system may read it."""
    from_team: Pathway | None
    """The team whose own system writes it, and nobody else."""
    to_agency: Agency | None
    """The agency whose own system may read it."""
    from_agency: Agency | None
    """The agency whose own system writes it, and nobody else."""
    quarantine: str | None

    @property
    def is_quarantine(self) -> bool:
        return not self.events

    @property
    def from_outside(self) -> bool:
        """The own system of a team or an agency writes it, and no service does."""
        return self.from_team is not None or self.from_agency is not None


@cache
def all_topics() -> dict[str, Topic]:
    """Every declared topic by name, in the order of the file."""
    declared = tomllib.loads(files("mash_contracts").joinpath("topics.toml").read_text())
    defaults = declared["defaults"]
    return {
        entry["name"]: Topic(
            name=entry["name"],
            description=entry["description"],
            owner=entry["owner"],
            key=entry.get("key", defaults["key"]),
            partitions=entry.get("partitions", defaults["partitions"]),
            retention_days=entry.get("retention_days", defaults["retention_days"]),
            events=tuple(entry.get("events", ())),
            readers=tuple(entry.get("readers", ())),
            to_team=_team(entry.get("to_team")),
            from_team=_team(entry.get("from_team")),
            to_agency=_agency(entry.get("to_agency")),
            from_agency=_agency(entry.get("from_agency")),
            quarantine=entry.get("quarantine"),
        )
        for entry in declared["topic"]
    }


def _team(declared: str | None) -> Pathway | None:
    return None if declared is None else Pathway(declared)


def _agency(declared: str | None) -> Agency | None:
    return None if declared is None else Agency(declared)


def topic_of(data: EventData) -> Topic:
    """Where an event is published; what a team or an agency hears or says has a topic of its own."""
    if isinstance(data, ReferralRouted | ReferralWithdrawn):
        return all_topics()[f"mash.routed.{data.pathway}"]
    if isinstance(data, CaseReply):
        return all_topics()[f"mash.replies.{data.pathway}"]
    if isinstance(data, AgencyCheckEvent):
        return all_topics()[f"mash.checks.{data.agency}"]
    if isinstance(data, CheckAnswered):
        return all_topics()[f"mash.answers.{data.agency}"]
    return _topic_of_type(data.TYPE)


@cache
def _topic_of_type(event_type: str) -> Topic:
    return next(topic for topic in all_topics().values() if event_type in topic.events)


def topics_carrying(event_type: str) -> tuple[Topic, ...]:
    """The topics a consumer of this event type reads."""
    return tuple(topic for topic in all_topics().values() if event_type in topic.events)


def topics_read_by(service: str) -> tuple[Topic, ...]:
    """What a service's worker reads, in the order of the file."""
    return tuple(topic for topic in all_topics().values() if service in topic.readers)
