"""One PostgreSQL on loopback, kept in one folder."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import psycopg

from mash_platform.other_process import command_of
from mash_platform.parent_process import end_with_parent
from mash_postgres.programs import PostgresUnavailable, programs, user_to_run_as

DATABASE = "mash"
USER = "mash"
START_SECONDS = 60.0
STOP_SECONDS = 30.0
_INITDB_SECONDS = 120
_FOR_ITS_USER_ONLY = 0o700

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "fsync": "on",
    "synchronous_commit": "on",
    # Statements here are short, and compiling one takes longer than running it.
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # The server's log would otherwise quote rows about children in the details of an error.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a folder's server is known by, in a file that only its owner reads."""

    port: int
    password: str
    identity: str
    programs: str


class Server:
    """Made once by `made`, and found again by `opened`: port and password stay from start to start."""

    def __init__(self, folder: Path, kept: _Kept) -> None:
        self.folder = folder
        self._kept = kept
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        return self._kept.port

    @property
    def url(self) -> str:
        """The database `mash` with its user and password: a secret."""
        return f"postgresql+psycopg://{USER}:{self._kept.password}@127.0.0.1:{self.port}/{DATABASE}"

    @property
    def log_file(self) -> Path:
        return self.folder / "postgres.log"

    def start(self) -> None:
        """Starts it unless it runs, and waits until it answers; raises `PostgresUnavailable`."""
        if not self.is_running():
            user_to_run_as()
            self._require_port()
            self._make_data()
            self._child = self._launch()
            self._process_file.write_text(str(self._child.pid))
        deadline = time.monotonic() + START_SECONDS
        while not self.is_serving():
            if not self.is_running():
                raise PostgresUnavailable(f"PostgreSQL ended by itself; {self.log_file} says why")
            if time.monotonic() > deadline:
                raise PostgresUnavailable(
                    f"PostgreSQL did not answer within {START_SECONDS:.0f} seconds; see {self.log_file}"
                )
            time.sleep(0.05)

    def become(self) -> NoReturn:
        """Turns this process into the server, which ends with the program that started this process.

        Raises `PostgresUnavailable` when it runs already or its port is taken.
        """
        if self.is_running():
            raise PostgresUnavailable(f"it runs already, as process {self.process_number()}")
        user = user_to_run_as()
        self._require_port()
        self._make_data()
        self._process_file.write_text(str(os.getpid()))
        command, opened_folder = self._command("postgres", self._data, *self._options())
        os.set_inheritable(opened_folder, True)
        os.chdir("/")
        if user is not None:
            os.setgroups([])
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
        # At once and with all its processes; it recovers at the next start.
        end_with_parent(signal.SIGQUIT)
        os.execve(command[0], command, _environment())

    def stop(self) -> None:
        """Stops it with whoever is connected (its fast shutdown); what is in its folder stays. Repeatable."""
        self.signal(signal.SIGINT)
        deadline = time.monotonic() + STOP_SECONDS
        while self.is_running():
            if time.monotonic() > deadline:
                # At once, without a last checkpoint: it recovers at the next start.
                self.signal(signal.SIGQUIT)
                deadline += STOP_SECONDS
            time.sleep(0.05)
        self._child = None
        self._process_file.unlink(missing_ok=True)

    def signal(self, number: signal.Signals) -> None:
        """Sends it to the first process of the server if there is one."""
        process = self.process_number()
        if process is not None and self.is_running():
            os.kill(process, number)

    def is_running(self) -> bool:
        """Whether the process of the process file is there and is this server's."""
        if self._child is not None:
            return self._child.poll() is None
        process = self.process_number()
        return process is not None and self._name in command_of(process)

    def is_serving(self) -> bool:
        """Whether clients can connect and find the database, which is made the first time."""
        try:
            with self._connection("postgres") as connection:
                found = connection.execute("select 1 from pg_database where datname = %s", [DATABASE])
                if found.fetchone() is None:
                    connection.execute(f"create database {DATABASE}")
                return True
        except psycopg.OperationalError:
            return False

    def process_number(self) -> int | None:
        """The server's first process; None when it was never started, or was stopped."""
        try:
            return int(self._process_file.read_text())
        except FileNotFoundError:
            return None

    @property
    def _name(self) -> str:
        return f"cluster_name=mash-{self._kept.identity}"

    @property
    def _process_file(self) -> Path:
        return self.folder / "postgres.pid"

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _connection(self, database: str) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=USER,
            password=self._kept.password,
            dbname=database,
            connect_timeout=5,
            autocommit=True,
        )

    def _make_data(self) -> None:
        """Under another name until it is whole: one that was broken off is made again."""
        if self._data.exists():
            return
        making = self.folder / "data-being-made"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=_FOR_ITS_USER_ONLY)
        user = user_to_run_as()
        # In the machine's own folder for such files, which every user can enter.
        with tempfile.NamedTemporaryFile("w", prefix="mash-") as password:
            password.write(self._kept.password)
            password.flush()
            if user is not None:
                os.chown(making, user.pw_uid, user.pw_gid)
                os.chown(password.name, user.pw_uid, user.pw_gid)
            command = ["--username", USER, "--pwfile", password.name, "--auth", "scram-sha-256"]
            # Sorted by the letters' numbers, as SQLite does.
            command += ["--encoding", "UTF8", "--locale", "C"]
            with self._launched("initdb", making, *command, output=subprocess.PIPE) as initdb:
                said = initdb.communicate(timeout=_INITDB_SECONDS)[0].decode(errors="replace")
        if initdb.returncode != 0:
            raise PostgresUnavailable(f"{self.folder} could not be made ready: {said.strip()[-300:]}")
        making.rename(self._data)

    def _launch(self) -> "subprocess.Popen[bytes]":
        with self.log_file.open("ab") as log:
            return self._launched("postgres", self._data, *self._options(), output=log)

    def _options(self) -> list[str]:
        settings = {**_SETTINGS, "port": str(self.port)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [*options, "-c", self._name]

    def _launched(self, name: str, folder: Path, *arguments: str, output: Any) -> "subprocess.Popen[bytes]":
        user = user_to_run_as()
        command, opened_folder = self._command(name, folder, *arguments)
        try:
            return subprocess.Popen(
                command,
                pass_fds=[opened_folder],
                env=_environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=user and user.pw_uid,
                group=user and user.pw_gid,
                extra_groups=[] if user else None,
            )
        finally:
            os.close(opened_folder)

    def _command(self, name: str, folder: Path, *arguments: str) -> tuple[list[str], int]:
        """How to run one of PostgreSQL's programs on a folder, and the opened folder that it inherits."""
        program = Path(self._kept.programs, name)
        if not program.exists():
            raise PostgresUnavailable(
                f"{self.folder} was made with the PostgreSQL of {program.parent}, which is gone"
            )
        # Root keeps its folders closed, and the user whom PostgreSQL then runs as could not walk down to the
        # data. It is handed the opened folder instead, so that nothing on the way is opened to other users.
        opened_folder = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        place = f"/proc/self/fd/{opened_folder}" if user_to_run_as() else str(folder)
        return [str(program), "-D", place, *arguments], opened_folder

    def _require_port(self) -> None:
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", self.port))
            except OSError:
                raise PostgresUnavailable(
                    f"another program has port {self.port}; choose another with --port"
                ) from None


def made(folder: Path, port: int = 0) -> Server:
    """A server in an empty folder, or the one that is there already, which keeps its port.

    Port 0 takes a free one. Raises `PostgresUnavailable`.
    """
    folder = folder.absolute()
    if _kept_file(folder).exists():
        return opened(folder)
    kept = _Kept(port or _free_port(), secrets.token_urlsafe(24), secrets.token_hex(8), str(programs()))
    user_to_run_as()
    folder.mkdir(parents=True, exist_ok=True)
    file = os.open(_kept_file(folder), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w") as writing:
        json.dump({name: getattr(kept, name) for name in _Kept.__slots__}, writing)
    return Server(folder, kept)


def opened(folder: Path) -> Server:
    """The server of a folder; raises `PostgresUnavailable` when there is none."""
    try:
        kept = json.loads(_kept_file(folder).read_text())
    except FileNotFoundError:
        raise PostgresUnavailable(f"there is no PostgreSQL in {folder}") from None
    return Server(folder.absolute(), _Kept(**kept))


def _environment() -> dict[str, str]:
    """Ours without what would change PostgreSQL's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C"}


def _kept_file(folder: Path) -> Path:
    return folder / "server.json"


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])
