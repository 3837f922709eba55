"""Which processes the system is on this machine, on either engine."""

import signal
import sys
from dataclasses import replace
from pathlib import Path

from mash_command.processes import ProcessPlan
from mash_command.settings import WORKERS, EngineName, MachineSettings
from mash_command.system_file import System

_SERVER_STOPS_WITHIN_SECONDS = 30.0


def kafka_folder(data: Path) -> Path:
    return data / "kafka"


def postgres_folder(data: Path) -> Path:
    return data / "postgres"


def planned(settings: MachineSettings, database: str | None) -> System:
    """`database` is the address of PostgreSQL with user and password, None for a SQLite file a service."""
    environment = {
        "MASH_ENGINE": settings.engine.value,
        "MASH_DATA": str(settings.data),
        "MASH_HOST": settings.host,
        "MASH_PORT": str(settings.port),
        "MASH_ADDRESS": settings.address,
        "MASH_BROKER": settings.broker,
        **({"MASH_DATABASE": database} if database else {}),
    }
    ports = settings.metrics_ports()
    # Kafka has none; PostgreSQL and Kafka are known to work when the preparing has used both.
    watched = [name for name in ports if name != "broker" or settings.engine is EngineName.EMBEDDED]
    return System(
        engine=settings.engine.value,
        address=settings.address,
        broker=settings.broker,
        environment=environment,
        preparing=_python("preparing", "mash_command.preparing"),
        servers=_servers(settings),
        processes=[
            *(_python(name, f"mash_{name}", "worker", metrics_port=ports[name]) for name in WORKERS),
            _python("web", "mash_command.web", metrics_port=ports["web"]),
        ],
        health_ports={name: ports[name] for name in watched},
    )


def ports_taken(settings: MachineSettings) -> dict[int, tuple[str, str]]:
    """Every port that the system listens on, what for, and the variable that moves it."""
    taken = {settings.port: ("the pages", "MASH_PORT")}
    if settings.starts_broker:
        taken[settings.broker_port] = ("the broker", "MASH_BROKER_PORT")
    taken |= {
        port: (f"the metrics of {name}", "MASH_PORT") for name, port in settings.metrics_ports().items()
    }
    return taken


def _servers(settings: MachineSettings) -> list[ProcessPlan]:
    kafka, postgres = str(kafka_folder(settings.data)), str(postgres_folder(settings.data))
    port = ["--port", str(settings.broker_port)]
    if settings.engine is EngineName.EMBEDDED:
        place = ["--data", str(settings.data / "broker"), *port]
        place += ["--metrics-port", str(settings.metrics_ports()["broker"])]
        return [_python("broker", "mash_broker", *place)]
    servers = []
    if settings.starts_broker:
        servers.append(_python("kafka", "mash_kafka", "run", "--data", kafka, *port))
    if settings.starts_database:
        # SIGTERM would have PostgreSQL wait until everybody has hung up.
        servers.append(
            _python("postgres", "mash_postgres", "run", "--data", postgres, stop_signal=signal.SIGINT)
        )
    return [replace(server, stop_seconds=_SERVER_STOPS_WITHIN_SECONDS) for server in servers]


def _python(
    name: str,
    module: str,
    *arguments: str,
    metrics_port: int | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
) -> ProcessPlan:
    environment = {} if metrics_port is None else {"MASH_METRICS_PORT": str(metrics_port)}
    return ProcessPlan(name, [sys.executable, "-m", module, *arguments], environment, stop_signal)
