"""What happens to one child on several topics, in every order in which a service may come to hear of it."""

from collections.abc import Callable, Mapping, Sequence

from hypothesis import strategies as st

Hear = Callable[[], None]
"""Hands one event over to the service."""


def each_topic_at_its_own_pace(topics: Mapping[str, Sequence[Hear]]) -> st.SearchStrategy[list[Hear]]:
    """Every topic's events in their own order, and the topics mixed in any way."""
    turns = [topic for topic, events in topics.items() for _ in events]

    def mixed(order: list[str]) -> list[Hear]:
        left = {topic: iter(events) for topic, events in topics.items()}
        return [next(left[topic]) for topic in order]

    return st.permutations(turns).map(mixed)
