"""Messages that come twice, late, in the wrong order, or make no sense."""

from contextlib import closing

from mash_platform.delivery.producer import open_producer
from tests.broker_process import wait_until
from tests.builders.streams import a_record, without
from tests.faults.conftest import World
from tests.faults.evidence import in_quarantine, redrive
from tests.streams.processes import records

REPLAYED = ("mash.contacts", "mash.triage", "mash.routing")


def test_everything_said_again_in_another_order_has_no_second_effect(world: World) -> None:
    """Every message on the log once more, shuffled, in the midst of new ones."""
    with world.referrers.handing_in(world.contacts):
        world.wait_for_some()
        said = [record for topic in REPLAYED for record in records(world.hub.engine.broker, topic)]
        world.chance.shuffle(said)
        with closing(open_producer(world.hub.engine.broker, "test")) as producer:
            # Few at a time: what waits in a producer for longer than it may take to acknowledge has failed.
            for some in (said[first : first + 200] for first in range(0, len(said), 200)):
                sent = [
                    producer.send(
                        record.topic,
                        key=record.key,
                        value=record.value,
                        headers=list(record.headers),
                        partition=record.partition,
                    )
                    for record in some
                ]
                for each in sent:
                    each.get(30)
    world.everybody_is_where_they_belong()


def test_poison_among_the_messages_is_set_aside_with_its_reason_and_holds_up_nobody(world: World) -> None:
    good = a_record()
    poison = {
        "malformed-json": (good.headers, b"\xff not JSON"),
        "missing-field": (good.headers, b'{"reference": "4K7Q-9XWD-1"}'),
        "missing-attribute": (without(good.headers, "ce_type"), good.value),
    }
    wanted = max(len(poison), world.contacts // 100)
    before = {entry["identity"] for entry in in_quarantine()}
    with (
        world.referrers.handing_in(world.contacts),
        closing(open_producer(world.hub.engine.broker, "test")) as producer,
    ):
        for number in range(wanted):
            headers, value = list(poison.values())[number % len(poison)]
            producer.send("mash.contacts", key=b"poison", value=value, headers=list(headers)).get(30)
    world.everybody_is_where_they_belong()
    # Triage sets it aside, and so does assurance, which reads the topic too: one message, one identity.
    wait_until(
        lambda: len({entry["identity"] for entry in in_quarantine()} - before) == wanted,
        seconds=30,
        what="all of the poison in quarantine",
    )
    reasons = {entry["reason"] for entry in in_quarantine() if entry["identity"] not in before}
    assert reasons == set(poison)


def test_children_set_aside_by_an_older_reader_reach_their_teams_when_redriven(world: World) -> None:
    assert world.hub.stop("triage") == 0
    world.hub.start_process("triage", ["tests.faults.older_reader"])
    world.hub.wait_until_working("triage")
    before = set(world.referrers.records)
    with world.referrers.handing_in(4):
        pass
    children = world.referrers.records - before

    def theirs() -> list[str]:
        return [entry["identity"] for entry in in_quarantine() if entry["reference"] in children]

    wait_until(lambda: len(theirs()) == len(children), seconds=40, what="each of them in quarantine")
    assert {entry["reason"] for entry in in_quarantine() if entry["reference"] in children} == {
        "unknown-version"
    }
    world.everybody_but_those_in_quarantine_is_routed(children)

    assert world.hub.stop("triage") == 0
    world.hub.start_process("triage")
    world.hub.wait_until_working("triage")
    redrive(*theirs())
    world.everybody_is_where_they_belong()
    assert theirs() == []
