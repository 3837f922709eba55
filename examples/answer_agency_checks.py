"""An agency's own system: it keeps what the agency is asked, and sends what somebody there answers.

    python examples/answer_agency_checks.py police checks.db     # the agency, and where it keeps its checks

Nothing is answered by itself: somebody looks into the agency's records and writes an answer beside the check,
such as {"outcome": "nothing-known", "answered_by": "intel-4"}. A check is kept, then committed; an answer is
sent, then marked, with one ce_id for ever: killed at any point, it loses nothing and says nothing twice.
"""

import json
import os
import socket
import sqlite3
import sys
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from kafka import KafkaConsumer, KafkaProducer

HEADERS = {"ce_specversion": "1.0", "ce_type": "check.answered", "ce_eventversion": "1"}
KEEP = "insert or ignore into checks (reference, asked) values (?, ?)"
UNSENT = "select reference, answer from checks where answer is not sent"
CONNECTION = json.loads(os.environ.get("KAFKA_CONNECTION", '{"bootstrap_servers": "127.0.0.1:9092"}'))


def keep(database, record):
    kind = dict(record.headers)["ce_type"].decode()
    if kind == "agency-check.requested":
        database.execute(KEEP, (record.key.decode(), record.value.decode()))
    elif not kind.startswith("agency-check."):
        sys.exit(f"{record.topic}/{record.partition}/{record.offset} is not known here, and may be a child")


def send(producer, agency, reference, answer):
    said = json.loads(answer) | {"reference": reference, "agency": agency}
    headers = HEADERS | {"ce_source": f"/{agency}", "ce_time": datetime.now(UTC).isoformat()}
    headers["ce_id"] = str(uuid5(NAMESPACE_URL, f"{agency} {said}"))
    encoded = [(name, text.encode()) for name, text in headers.items()]
    producer.send(f"mash.answers.{agency}", json.dumps(said).encode(), reference.encode(), encoded).get(30)


def main(agency, file):
    database = sqlite3.connect(file, isolation_level=None)  # each statement is durable by itself
    database.execute("create table if not exists checks (reference primary key, asked, answer, sent)")
    producer = KafkaProducer(acks="all", **CONNECTION)
    given = {"group_id": f"agency-{agency}-checks", "group_instance_id": socket.gethostname()}
    given |= {"auto_offset_reset": "earliest", "enable_auto_commit": False, **CONNECTION}
    consumer = KafkaConsumer(f"mash.checks.{agency}", **given)
    while True:
        for record in sum(consumer.poll(timeout_ms=1000).values(), []):
            keep(database, record)
        consumer.commit()
        for reference, answer in database.execute(UNSENT).fetchall():
            send(producer, agency, reference, answer)
            database.execute("update checks set sent = ? where reference = ?", (answer, reference))


if __name__ == "__main__":
    main(*sys.argv[1:])
