"""Clusters of our own, to be stopped, killed and started again."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mash_kafka import cluster
from mash_kafka.cluster import Cluster
from tests.requirements import need

MakeCluster = Callable[[int], Cluster]


@pytest.fixture
def make_cluster(tmp_path: Path) -> Iterator[MakeCluster]:
    """Makes and starts a cluster of so many nodes, which ends with the test."""
    need("kafka")
    made: list[Cluster] = []

    def make(nodes: int) -> Cluster:
        made.append(cluster.made(tmp_path / f"cluster-{len(made)}", nodes=nodes, heap_mb=256))
        made[-1].start()
        return made[-1]

    yield make
    for each in made:
        each.stop()
