"""Moving up to servers of somebody else, who demand TLS and a certificate of ours."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from mash_contracts.access import OPERATOR
from mash_postgres import server
from mash_postgres.programs import user_to_run_as
from tests.certificates import vouching_for_itself
from tests.moving_up.test_move_up import mash, move_up, publish, take_in
from tests.requirements import need
from tests.secured_kafka import SecuredKafka

pytestmark = pytest.mark.timeout(600)
WHO_MOVES = "mash-move-up"


@contextmanager
def postgres_for_certificates(folder: Path) -> Iterator[str]:
    """The address of a PostgreSQL that lets our user in by certificate alone, over TLS."""
    postgres = server.made(folder / "postgres")
    ours = vouching_for_itself(folder, WHO_MOVES)
    theirs = vouching_for_itself(folder, "postgres")
    # Which PostgreSQL reads as the user that it runs as, and from no folder that this one may not enter.
    data = folder / "postgres" / "data"
    try:
        postgres.start()
        for file, name in ((theirs.certificate, "s.pem"), (theirs.key, "s.key"), (ours.certificate, "c.pem")):
            shutil.copy(file, data / name)
            (data / name).chmod(0o600)
            if user := user_to_run_as():
                os.chown(data / name, user.pw_uid, user.pw_gid)
        hba = data / "pg_hba.conf"
        hba.write_text(f"hostssl all {WHO_MOVES} 127.0.0.1/32 cert\n{hba.read_text()}")
        url = make_url(postgres.url)
        with psycopg.connect(
            url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
        ) as administrator:
            administrator.execute(f'create role "{WHO_MOVES}" login')
            administrator.execute(f'create database hub owner "{WHO_MOVES}"')
            for setting, value in (
                ("ssl_cert_file", "s.pem"),
                ("ssl_key_file", "s.key"),
                ("ssl_ca_file", "c.pem"),
                ("ssl", "on"),
            ):
                administrator.execute(f"alter system set {setting} = '{value}'")
            administrator.execute("select pg_reload_conf()")
        with_certificate = {
            "sslmode": "verify-full",
            "sslrootcert": str(theirs.certificate),
            "sslcert": str(ours.certificate),
            "sslkey": str(ours.key),
        }
        yield (
            url.set(username=WHO_MOVES, password=None, database="hub")
            .update_query_dict(with_certificate)
            .render_as_string()
        )
    finally:
        postgres.stop()


def test_a_hub_moves_up_to_servers_that_demand_a_certificate(tmp_path: Path) -> None:
    need("kafka")
    need("postgres")
    old = tmp_path / "var"
    (old / "log").mkdir(parents=True)
    published = take_in(old, "Published")
    publish(old)
    waiting = take_in(old, "Waiting")
    kafka = SecuredKafka(tmp_path / "theirs")
    with postgres_for_certificates(tmp_path) as database:
        try:
            kafka.start()
            moved = move_up(
                {"MASH_DATA": str(old), **kafka.settings_of_mover()},
                "--to-broker",
                kafka.address_for_certificates,
                "--to-database",
                database,
                "--to-data",
                str(tmp_path / "new"),
            )
            assert moved.returncode == 0, moved.stderr + moved.stdout
            assert "Every child is accounted for." in moved.stdout
            there = {"MASH_ENGINE": "kafka", "MASH_DATABASE": database, "MASH_DATA": str(tmp_path / "new")}
            found = mash({**there, **kafka.settings_of(OPERATOR)}, "reconcile", "--json")
            assert found.returncode == 0, found.stderr
            account = json.loads(found.stdout)
            assert (account["accepted"], account["on_the_way"]) == (2, 2), f"{published} and {waiting}"
        finally:
            kafka.stop()
