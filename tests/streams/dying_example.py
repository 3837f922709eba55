"""`python -m tests.streams.dying_example WHERE WHO FILE`: an example of an own system, killed at one place.

WHERE is, of the system of a team, `kept` (its work is durable, nobody has been answered) or `answered` (not
committed yet), and of the system of an agency `sent` (the answer is on the log, and not marked as sent).
"""

import os
import runpy
import signal
import sys
from pathlib import Path
from typing import Any

from kafka import KafkaConsumer, KafkaProducer

EXAMPLES = Path(__file__).parents[2] / "examples"
OF_A_TEAM = EXAMPLES / "consume_routed_cases.py"
OF_AN_AGENCY = EXAMPLES / "answer_agency_checks.py"


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def send_and_die(producer: KafkaProducer, *message: Any) -> None:
    _SEND(producer, *message).get(30)
    die()


_SEND = KafkaProducer.send

if __name__ == "__main__":
    example = OF_A_TEAM
    match sys.argv.pop(1):
        case "kept":
            KafkaProducer.send = die
        case "answered":
            KafkaConsumer.commit = die
        case "sent":
            example, KafkaProducer.send = OF_AN_AGENCY, send_and_die
    sys.argv[0] = str(example)
    runpy.run_path(str(example), run_name="__main__")
