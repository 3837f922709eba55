"""`python -m tests.streams.dying_example WHERE TEAM FILE`: the example consumer, killed at one place.

WHERE is `kept` (its work is durable, nobody has been answered) or `answered` (not committed yet).
"""

import os
import runpy
import signal
import sys
from pathlib import Path
from typing import Any

from kafka import KafkaConsumer, KafkaProducer

EXAMPLE = Path(__file__).parents[2] / "examples" / "consume_routed_cases.py"


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    match sys.argv.pop(1):
        case "kept":
            KafkaProducer.send = die
        case "answered":
            KafkaConsumer.commit = die
    sys.argv[0] = str(EXAMPLE)
    runpy.run_path(str(EXAMPLE), run_name="__main__")
