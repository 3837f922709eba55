"""Reading what several services hold side by side, and a line to a database that falls silent."""

import socket

from sqlalchemy import Column, MetaData, String, Table, insert, select, text
from sqlalchemy.orm import Session

from mash_platform.database import open_database, stream_in_order
from tests.real_postgres import Databases


def test_a_silent_line_to_postgresql_is_given_up_within_half_a_minute(postgres: Databases) -> None:
    engine = open_database(postgres.fresh_url())
    with engine.connect() as connection:
        line = socket.socket(fileno=connection.connection.driver_connection.fileno())  # type: ignore[union-attr]
        try:
            assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 30_000
            asked = [
                line.getsockopt(socket.IPPROTO_TCP, option)
                for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
            ]
        finally:
            line.detach()
        first, apart, times = asked
        assert first + apart * times <= 30
        by_the_server = [
            str(connection.execute(text(f"show {name}")).scalar())
            for name in ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count")
        ]
        assert by_the_server == ["30", "10", "3"]
    engine.dispose()


def test_an_address_may_say_otherwise(postgres: Databases) -> None:
    engine = open_database(f"{postgres.fresh_url()}?keepalives_idle=120&connect_timeout=9")
    with engine.connect() as connection:
        line = socket.socket(fileno=connection.connection.driver_connection.fileno())  # type: ignore[union-attr]
        try:
            assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 120
        finally:
            line.detach()
    engine.dispose()


def test_what_is_read_a_little_at_a_time_is_in_order_and_as_of_when_it_was_begun(database_url: str) -> None:
    engine = open_database(database_url)
    table = Table("child", MetaData(), Column("reference", String(32), primary_key=True))
    table.metadata.create_all(engine)
    references = [f"{letter}{number:04d}-1" for number in range(1_500) for letter in "B9AZ"]

    def add(*more: str) -> None:
        with engine.begin() as connection:
            connection.execute(insert(table), [{"reference": each} for each in more])

    add(*references)
    with engine.connect().execution_options(read_only=True) as connection, Session(connection) as session:
        found = stream_in_order(session, select(table.c.reference), table.c.reference)
        add("A0000-2")
        assert [reference for (reference,) in found] == sorted(references)
    engine.dispose()
