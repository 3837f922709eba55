"""A database whose line falls silent is given up for lost, on both ends."""

import socket

from sqlalchemy import text

from mash_platform.database import open_database
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
