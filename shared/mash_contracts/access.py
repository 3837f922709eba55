"""Who may do what on a cluster: a user for each service, team and agency, for the pages, and for who runs it.

The rules follow from the topics, so who answers for another team or agency, or reads what is another's, is
refused by the cluster and not only by us.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from mash_contracts.topics import Topic, all_topics, topics_read_by
from mash_contracts.vocabulary import ASKABLE, Agency, Pathway

SERVICES = ("intake", "triage", "routing", "assurance")
OPERATOR = "mash-operator"
WEB = "mash-web"
"""The pages, which write nothing to the log: they take the account of every child."""
_EVERY_TOPIC = "mash."
_EVERY_GROUP = "mash-"


class Kind(StrEnum):
    TOPIC = "topic"
    GROUP = "group"


class Operation(StrEnum):
    """As Kafka names them. To read or to write a topic, or to read as a group, includes to describe it."""

    READ = "Read"
    WRITE = "Write"
    CREATE = "Create"
    DESCRIBE = "Describe"
    DESCRIBE_CONFIGS = "DescribeConfigs"
    ALTER_CONFIGS = "AlterConfigs"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a user may do with a topic or a group, or with all whose names begin so."""

    kind: Kind
    name: str
    operations: tuple[Operation, ...]
    prefix: bool = False


def users() -> Mapping[str, tuple[Grant, ...]]:
    """Every user of a cluster by name, with what they may do. What is not here is refused."""
    return {
        **{user_of_service(service): tuple(_of_service(service)) for service in SERVICES},
        **{user_of_team(team): tuple(_of_team(team)) for team in Pathway},
        **{user_of_agency(agency): tuple(_of_agency(agency)) for agency in ASKABLE},
        WEB: _OF_THE_PAGES,
        OPERATOR: _OF_THE_OPERATOR,
    }


def user_of_service(service: str) -> str:
    return f"mash-{service}"


def user_of_team(team: Pathway) -> str:
    return f"team-{team}"


def user_of_agency(agency: Agency) -> str:
    return f"agency-{agency}"


def group_prefix(team: Pathway) -> str:
    """How the names of the consumer groups of a team's own systems begin."""
    return f"{team}-"


def group_prefix_of_agency(agency: Agency) -> str:
    """How those of an agency's own systems begin; there is a team and an agency of the same name."""
    return f"agency-{agency}-"


def topics_written_by(service: str) -> tuple[Topic, ...]:
    """What a service says, and where it puts what it cannot read."""
    aside = {topic.quarantine for topic in topics_read_by(service)}
    return tuple(
        topic
        for topic in all_topics().values()
        if topic.name in aside or (topic.events and topic.owner == service and not topic.from_outside)
    )


def _of_service(service: str) -> Iterator[Grant]:
    for topic in topics_read_by(service):
        yield Grant(Kind.TOPIC, topic.name, (Operation.READ,))
    for topic in topics_written_by(service):
        yield Grant(Kind.TOPIC, topic.name, (Operation.WRITE,))
    if topics_read_by(service):
        yield Grant(Kind.GROUP, f"{_EVERY_GROUP}{service}", (Operation.READ,))


def _of_team(team: Pathway) -> Iterator[Grant]:
    for topic in all_topics().values():
        if topic.to_team is team:
            yield Grant(Kind.TOPIC, topic.name, (Operation.READ,))
        if topic.from_team is team:
            yield Grant(Kind.TOPIC, topic.name, (Operation.WRITE,))
    yield Grant(Kind.GROUP, group_prefix(team), (Operation.READ,), prefix=True)


def _of_agency(agency: Agency) -> Iterator[Grant]:
    for topic in all_topics().values():
        if topic.to_agency is agency:
            yield Grant(Kind.TOPIC, topic.name, (Operation.READ,))
        if topic.from_agency is agency:
            yield Grant(Kind.TOPIC, topic.name, (Operation.WRITE,))
    yield Grant(Kind.GROUP, group_prefix_of_agency(agency), (Operation.READ,), prefix=True)


_OF_THE_PAGES = (
    Grant(Kind.TOPIC, _EVERY_TOPIC, (Operation.READ,), prefix=True),
    # How far each service has read.
    Grant(Kind.GROUP, _EVERY_GROUP, (Operation.DESCRIBE,), prefix=True),
)
_OF_THE_OPERATOR = (
    # Topics are made, compared and mended; what lies in quarantine is read, and sent on to its origin.
    Grant(
        Kind.TOPIC,
        _EVERY_TOPIC,
        (
            Operation.READ,
            Operation.WRITE,
            Operation.CREATE,
            Operation.DESCRIBE_CONFIGS,
            Operation.ALTER_CONFIGS,
        ),
        prefix=True,
    ),
    # A service whose database was restored is set back, to read again: Kafka counts that as reading.
    Grant(Kind.GROUP, _EVERY_GROUP, (Operation.READ,), prefix=True),
)
