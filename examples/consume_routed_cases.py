"""A team's own system: it keeps every case that is routed to the team, and says that the team takes it on.

    python examples/consume_routed_cases.py cet cases.db       # the team, and where it keeps its cases

A case is kept, then answered, then committed, so nothing is lost however it is killed. What comes again is
known by its ce_id, and so is the answer to it, so nothing is done twice.
"""

import json
import os
import socket
import sqlite3
import sys
from datetime import UTC, datetime

from kafka import KafkaConsumer, KafkaProducer

# For example {"bootstrap_servers": "kafka:9093", "security_protocol": "SSL", ...}, as the client names them.
CONNECTION = json.loads(os.environ.get("KAFKA_CONNECTION", '{"bootstrap_servers": "127.0.0.1:9092"}'))


def keep(database, event_id, case):
    """The team's own work, in one transaction with the ce_id. A code not known here is for a person."""
    with database:
        row = (event_id, case["case_id"], json.dumps(case))
        database.execute("insert or ignore into cases values (?, ?, ?)", row)


def answer(producer, team, event_id, case):
    reply = {name: case[name] for name in ("reference", "case_id", "pathway")} | {"accepted_by": "duty-1"}
    headers = {"ce_specversion": "1.0", "ce_type": "case.accepted", "ce_eventversion": "1"}
    headers |= {"ce_id": f"accepted-{event_id}", "ce_source": f"/{team}/cases"}
    headers |= {"ce_time": datetime.now(UTC).isoformat(), "content-type": "application/json"}
    topic, key, value = f"mash.replies.{team}", case["reference"].encode(), json.dumps(reply).encode()
    encoded = [(name, text.encode()) for name, text in headers.items()]
    producer.send(topic, key=key, value=value, headers=encoded).get(timeout=30)


def main(team, file):
    database = sqlite3.connect(file)
    database.execute("create table if not exists cases (event_id primary key, case_id, facts)")
    producer = KafkaProducer(acks="all", **CONNECTION)
    # Under its own name it has its cases back at once after a crash, and not only when it is missed.
    group = {"group_id": f"{team}-cases", "group_instance_id": socket.gethostname()}
    given = {"auto_offset_reset": "earliest", "enable_auto_commit": False}
    consumer = KafkaConsumer(f"mash.routed.{team}", **group, **given, **CONNECTION)
    for record in consumer:
        attributes = {name: value.decode() for name, value in record.headers}
        if (attributes["ce_type"], attributes["ce_eventversion"]) != ("referral.routed", "1"):
            sys.exit(
                f"{record.topic}/{record.partition}/{record.offset} is not known here, and may be a child"
            )
        keep(database, attributes["ce_id"], json.loads(record.value))
        answer(producer, team, attributes["ce_id"], json.loads(record.value))
        consumer.commit()


if __name__ == "__main__":
    main(*sys.argv[1:])
