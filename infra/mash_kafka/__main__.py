"""Apache Kafka on this machine: python -m mash_kafka start|stop|status|jars."""

import sys
from pathlib import Path

import click

from mash_kafka import cluster, jars

_NOT_RUNNING = 3

folder = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var/kafka"),
    show_default=True,
    help="The folder in which everything is kept.",
)


@click.group(help=__doc__)
def main() -> None:
    pass


@main.command()
@folder
@click.option("--nodes", type=click.Choice(["1", "3"]), default="1", show_default=True)
@click.option("--port", default=9092, show_default=True, help="The first port; 0 takes any free ones.")
@click.option("--heap", default=cluster.HEAP_MB, show_default=True, help="Memory of each node's heap in MB.")
def start(data: Path, nodes: str, port: int, heap: int) -> None:
    """Start it, wait until it answers, and print its address. It runs on until `stop`."""
    found = cluster.made(data, nodes=int(nodes), port=port, heap_mb=heap)
    found.start()
    click.echo(f"Apache Kafka {jars.version()} answers at {found.bootstrap}")


@main.command(name="run")
@folder
@click.option("--port", default=9092, show_default=True, help="Where clients connect.")
@click.option("--heap", default=cluster.HEAP_MB, show_default=True, help="Memory of the heap in MB.")
def run_here(data: Path, port: int, heap: int) -> None:
    """Be one node, until told to stop; it ends with the program that started it."""
    cluster.made_at(data, port, heap_mb=heap).become_only_node()


@main.command()
@folder
def stop(data: Path) -> None:
    """Stop it; what is in its folder stays."""
    cluster.opened(data).stop()


@main.command()
@folder
def status(data: Path) -> None:
    """Say which nodes run; exit code 3 unless all do and answer."""
    found = cluster.opened(data)
    for node in found.nodes:
        state = f"runs as process {node.process_number()}" if node.is_running() else "does not run"
        click.echo(f"node {node.number} at 127.0.0.1:{node.port} {state}")
    if not found.is_serving():
        click.echo("clients are not served")
        sys.exit(_NOT_RUNNING)


@main.command(name="jars")
def fetch() -> None:
    """Fetch Kafka's jars with Maven unless they are here, check the Java, and print where the jars are."""
    jars.java()
    click.echo(jars.fetched())


def run() -> None:
    try:
        main(prog_name="python -m mash_kafka")
    except jars.KafkaUnavailable as error:
        sys.exit(f"mash_kafka: {error}")


if __name__ == "__main__":
    run()
