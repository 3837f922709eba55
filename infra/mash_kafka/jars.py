"""Where Kafka's jars and the Java to run them come from."""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

JAVA_NEEDED = 17
_HERE = Path(__file__).parent
_POM = _HERE / "pom.xml"
LOG_SETTINGS = _HERE / "log4j2.properties"
_FETCH_SECONDS = 900


class KafkaUnavailable(Exception):
    """Kafka cannot run here; the text says why in one sentence."""


def java() -> str:
    """A Java that is new enough: `JAVA_HOME`'s, or the one on the path. Raises `KafkaUnavailable`."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home, "bin"))) if home else shutil.which("java")
    if found is None:
        where = f"JAVA_HOME ({home}) has none" if home else "there is none on this machine"
        raise KafkaUnavailable(f"Apache Kafka needs Java {JAVA_NEEDED} or newer, and {where}")
    said = subprocess.run([found, "-version"], capture_output=True, text=True, timeout=60).stderr
    version = re.search(r'version "(?:1\.)?(\d+)', said)
    if version is None or int(version[1]) < JAVA_NEEDED:
        what = f"is Java {version[1]}" if version else "does not say its version"
        raise KafkaUnavailable(f"Apache Kafka needs Java {JAVA_NEEDED} or newer, and {found} {what}")
    return found


def are_here() -> bool:
    """Whether the jars were fetched before."""
    return _folder().is_dir()


def fetched() -> Path:
    """The folder with Kafka's jars; the first time Maven fetches them (45 MB), which may take minutes.

    Raises `KafkaUnavailable`. An interrupted fetch leaves nothing behind that would be taken for a whole one.
    """
    folder = _folder()
    if are_here():
        return folder
    maven = shutil.which("mvn")
    if maven is None:
        raise KafkaUnavailable(
            "Apache Kafka's jars are fetched with Maven, and there is no mvn on this machine"
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="fetching-") as fetching:
        _fetch(maven, Path(fetching) / "jars")
        try:
            (Path(fetching) / "jars").rename(folder)
        except OSError:
            if not folder.is_dir():  # otherwise another process was quicker, which is as good
                raise
    return folder


def version() -> str:
    """The version of Kafka that is pinned."""
    pinned = re.search(r"<kafka\.version>(.+)</kafka\.version>", _POM.read_text())
    assert pinned is not None
    return pinned[1]


def _folder() -> Path:
    return _cache() / f"kafka-{version()}-{hashlib.sha256(_POM.read_bytes()).hexdigest()[:8]}"


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mash"


def _fetch(maven: str, into: Path) -> None:
    command = [maven, "--batch-mode", "--quiet", "--file", str(_POM), "dependency:copy-dependencies"]
    command += ["-DincludeScope=runtime", f"-DoutputDirectory={into}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_FETCH_SECONDS)
    except subprocess.TimeoutExpired:
        raise KafkaUnavailable(f"Maven did not fetch Kafka's jars within {_FETCH_SECONDS} seconds") from None
    if done.returncode != 0:
        errors = (line for line in done.stdout.splitlines() if "ERROR" in line)
        raise KafkaUnavailable(f"Maven could not fetch Kafka's jars: {next(errors, 'it does not say why')}")
