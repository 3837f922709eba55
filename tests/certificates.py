"""Certificates for tests, each of which vouches for itself."""

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Certificate:
    """In PEM: a certificate, its key, and a file with both."""

    certificate: Path
    key: Path
    both: Path


def vouching_for_itself(folder: Path, name: str) -> Certificate:
    """Of a server at 127.0.0.1, or of a client, which is known by this name."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Certificate(folder / f"{name}.pem", folder / f"{name}.key", folder / f"{name}-both.pem")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1"]
    command += ["-keyout", str(made.key), "-out", str(made.certificate)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    made.both.write_text(made.key.read_text() + made.certificate.read_text())
    return made
