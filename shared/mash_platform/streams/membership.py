"""Which member of its group a worker is: the same after a restart, so that it gets its partitions at once.

A process that was killed stays a member until its session times out, and until then its partitions wait for
it. One that comes back under the same name is taken for it.
"""

import socket
from itertools import count
from pathlib import Path

from kafka.admin import KafkaAdminClient, MemberToRemove

from mash_platform.broker_connection import connection
from mash_platform.file_lock import FileLock


def group_of(service: str) -> str:
    """The consumer group that all workers of a service are members of."""
    return f"mash-{service}"


class Membership:
    """The lowest number that no other living worker of this service on this machine has."""

    def __init__(self, service: str, data: Path) -> None:
        """Takes the number; it is free again when the process ends, however it ends."""
        data.mkdir(parents=True, exist_ok=True)
        for number in count(1):
            self._lock = FileLock(data / f"{service}-worker-{number}.lock")
            if self._lock.taken():
                break
        self.group = group_of(service)
        self.name = f"{service}-{socket.gethostname()}-{number}"

    def leave(self, broker: str) -> None:
        """Gives the partitions to others now instead of after the session has timed out.

        Raises `KafkaError` or `OSError` when the broker does not answer; then the time-out does it.
        """
        admin = KafkaAdminClient(**connection(broker), bootstrap_timeout_ms=2_000, request_timeout_ms=2_000)
        try:
            admin.remove_group_members(self.group, [MemberToRemove(group_instance_id=self.name)])
        finally:
            admin.close()
