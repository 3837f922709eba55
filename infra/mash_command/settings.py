"""Where the system runs on one machine."""

import sys
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from mash_command.processes import ProcessPlan

WORKERS = ("intake", "triage", "routing", "assurance")


class MachineSettings(BaseSettings):
    """Each is `MASH_` and the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix="MASH_", frozen=True, extra="ignore")

    data: Path = Field(default=Path("var"), description="the one folder in which everything is kept")
    host: str = Field(default="127.0.0.1", description="address that pages listen on")
    port: int = Field(default=8000, description="port of the pages; the next six are for metrics")
    broker_port: int = Field(default=9092, description="port of the embedded broker, on loopback only")

    reconcile_every: float = Field(
        default=300.0,
        ge=1,
        description="seconds between two accounts of every child, as metrics of the pages",
    )

    @property
    def address(self) -> str:
        """Where the pages and APIs are, for clients on this machine."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def broker(self) -> str:
        return f"127.0.0.1:{self.broker_port}"

    def metrics_ports(self) -> dict[str, int]:
        """The port of /metrics and /health of each process."""
        names = ("broker", "web", *WORKERS)
        return {name: self.port + number for number, name in enumerate(names, start=1)}

    def ports(self) -> dict[int, tuple[str, str]]:
        """Every port taken, what for, and the variable that moves it."""
        taken = {self.port: ("the pages", "MASH_PORT"), self.broker_port: ("the broker", "MASH_BROKER_PORT")}
        taken |= {
            port: (f"the metrics of {name}", "MASH_PORT") for name, port in self.metrics_ports().items()
        }
        return taken

    def environment(self, process: str) -> dict[str, str]:
        return {
            "MASH_DATA": str(self.data),
            "MASH_HOST": self.host,
            "MASH_PORT": str(self.port),
            "MASH_ADDRESS": self.address,
            "MASH_BROKER": self.broker,
            "MASH_METRICS_PORT": str(self.metrics_ports()[process]),
        }

    def plans(self) -> list[ProcessPlan]:
        """The processes in the order in which they are started; they are stopped in the reverse order."""
        python = sys.executable
        broker = [
            python,
            "-m",
            "mash_broker",
            "--data",
            str(self.data / "broker"),
            "--port",
            str(self.broker_port),
        ]
        broker += ["--metrics-port", str(self.metrics_ports()["broker"])]
        return [
            ProcessPlan("broker", broker, self.environment("broker")),
            *(
                ProcessPlan(name, [python, "-m", f"mash_{name}", "worker"], self.environment(name))
                for name in WORKERS
            ),
            ProcessPlan("web", [python, "-m", "mash_command.web"], self.environment("web")),
        ]
