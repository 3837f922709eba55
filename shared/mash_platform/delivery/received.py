"""A record as it came from the log, before anyone looked into it."""

import hashlib
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Received:
    """One record of a topic. Its repr says where it was, never what it holds."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    """A header without a value counts as an empty one."""

    @classmethod
    def of(cls, record: Any) -> Self:
        """A record as any of the Kafka clients hands it over; they name its parts alike."""
        return cls(
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            timestamp_ms=record.timestamp,
            key=record.key,
            value=record.value,
            headers=tuple((name, value or b"") for name, value in record.headers),
        )

    def __repr__(self) -> str:
        return f"<record {self.place}>"

    @property
    def place(self) -> str:
        """For people and logs: topic, partition and offset."""
        return f"{self.topic}/{self.partition}/{self.offset}"

    def fingerprint(self) -> str:
        """The same for this record however often it is read; another for whatever follows in its place.

        The offset alone will not do: a topic that is made anew counts from nought again.
        """
        digest = hashlib.sha256()
        for part in (self.place.encode(), str(self.timestamp_ms).encode(), self.key, self.value):
            digest.update(b"-" if part is None else b"%d:%b" % (len(part), part))
        return digest.hexdigest()[:32]
