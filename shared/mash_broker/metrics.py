"""What the broker tells Prometheus. Labels come from closed sets: no topic, group, client or key."""

from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class Metrics:
    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        self.requests = Counter(
            "mash_broker_requests", "Requests answered, by API.", ["api"], registry=registry
        )
        self.refusals = Counter(
            "mash_broker_refusals",
            "Partitions of Produce, Fetch, ListOffsets and OffsetCommit requests answered with an error.",
            ["api", "error"],
            registry=registry,
        )
        self.connections = Gauge("mash_broker_connections", "Clients connected now.", registry=registry)
        self.appended_batches = Counter(
            "mash_broker_appended_batches", "Record batches stored.", registry=registry
        )
        self.appended_records = Counter("mash_broker_appended_records", "Records stored.", registry=registry)
        self.appended_bytes = Counter(
            "mash_broker_appended_bytes", "Bytes of record batches stored.", registry=registry
        )
        self.duplicate_batches = Counter(
            "mash_broker_duplicate_batches",
            "Batches that a producer sent again and that were stored once.",
            registry=registry,
        )
        self.transaction_seconds = Histogram(
            "mash_broker_transaction_seconds",
            "Time of one transaction on disk, with all writes that waited for it.",
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
            registry=registry,
        )
        self.failed_transactions = Counter(
            "mash_broker_failed_transactions",
            "Transactions that the disk refused; nothing in them was acknowledged.",
            registry=registry,
        )
        self.reads = Counter(
            "mash_broker_reads", "Reads of batches, by where they came from.", ["source"], registry=registry
        )
        self.groups = Gauge(
            "mash_broker_groups", "Consumer groups in memory, by state.", ["state"], registry=registry
        )
        self.rebalances = Counter(
            "mash_broker_rebalances", "Completed rebalances of consumer groups.", registry=registry
        )
        self.removed_batches = Counter(
            "mash_broker_removed_batches", "Batches removed by retention.", registry=registry
        )
        self.file_bytes = Gauge(
            "mash_broker_file_bytes", "Size of the log file with its write-ahead log.", registry=registry
        )

    def watch_file(self, file: Path) -> None:
        """Measure the log whenever somebody asks."""
        parts = (file, file.with_name(file.name + "-wal"))
        self.file_bytes.set_function(lambda: sum(part.stat().st_size for part in parts if part.exists()))
