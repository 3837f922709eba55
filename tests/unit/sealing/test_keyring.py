"""Keys of children in a service's database, on each kind that the product runs on."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select

from mash_platform.database import open_database
from mash_platform.delivery.transaction import Delivery
from mash_platform.sealing.ciphers import CannotOpen
from mash_platform.sealing.keyring import ERASED, KeyDestroyed, WrongMasterKey, keyring_of
from mash_platform.sealing.master_key import MasterKey
from mash_platform.sealing.rotating import wrap_again
from tests.builders.sealing import a_delivery_that_seals

CHILD, SISTER = "4K7Q-9XWD-1", "4K7Q-9XWD-2"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_database(database_url)
    yield opened
    opened.dispose()


def sealed_by(process: Delivery, subject: str, words: str = "She hides.") -> str:
    with process.transaction() as transaction:
        return keyring_of(transaction.session).seal(subject, "words", words)


def opened_by(process: Delivery, subject: str, sealed: str) -> str:
    with process.reading() as session:
        return keyring_of(session).open(subject, "words", sealed)


def test_two_processes_that_seal_for_a_new_child_at_once_open_what_the_other_sealed(engine: Engine) -> None:
    processes = [a_delivery_that_seals(engine), a_delivery_that_seals(engine)]
    together = Barrier(2)

    def seal(process: Delivery) -> str:
        together.wait(20)
        return sealed_by(process, CHILD)

    with ThreadPoolExecutor(2) as threads:
        sealed = list(threads.map(seal, processes))

    for process in processes:
        assert [opened_by(process, CHILD, one) for one in sealed] == ["She hides."] * 2


def test_a_child_is_erased_and_its_sister_is_not(engine: Engine) -> None:
    process = a_delivery_that_seals(engine)
    hers, its = sealed_by(process, SISTER), sealed_by(process, CHILD)
    with process.transaction() as transaction:
        keyring_of(transaction.session).destroy([CHILD], process.clock.now())
    assert (opened_by(process, SISTER, hers), opened_by(process, CHILD, its)) == ("She hides.", ERASED)


def test_a_key_that_was_destroyed_is_in_no_file_of_the_database_any_more(tmp_path: Path) -> None:
    process = a_delivery_that_seals(open_database(f"sqlite:///{tmp_path / 'tally.db'}"))
    sealed_by(process, CHILD)
    table = process.how_it_seals.table
    with process.reading() as session:
        wrapped = session.scalar(select(table.c.wrapped).where(table.c.subject == CHILD))
    assert wrapped
    assert wrapped in on_disk(tmp_path)
    with process.transaction() as transaction:
        keyring_of(transaction.session).destroy([CHILD], process.clock.now())
    assert wrapped not in on_disk(tmp_path)
    process.engine.dispose()


def on_disk(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("tally.db*"))


def test_what_still_arrives_about_a_child_who_was_erased_before_it_was_known_is_not_kept(
    engine: Engine,
) -> None:
    process = a_delivery_that_seals(engine)
    with process.transaction() as transaction:
        keyring_of(transaction.session).destroy([CHILD], process.clock.now())
    with pytest.raises(KeyDestroyed):
        sealed_by(process, CHILD)


def test_a_key_that_was_rolled_back_seals_nothing(engine: Engine) -> None:
    process = a_delivery_that_seals(engine)
    with process.transaction() as transaction:
        with suppress(LookupError), transaction.savepoint():
            keyring_of(transaction.session).seal(CHILD, "words", "She hides.")
            raise LookupError
        sealed = keyring_of(transaction.session).seal(CHILD, "words", "She hides.")
    assert opened_by(process, CHILD, sealed) == "She hides."


def test_keys_of_many_children_are_made_and_fetched_together(engine: Engine) -> None:
    process = a_delivery_that_seals(engine)
    children = [f"4K7Q-9XWD-{number}" for number in range(1, 200)]
    with process.transaction() as transaction:
        keyring = keyring_of(transaction.session)
        keyring.make(children)
        sealed = {child: keyring.seal(child, "words", child) for child in children}
    with process.reading() as session:
        keyring_of(session).fetch(children)
        assert all(keyring_of(session).open(child, "words", sealed[child]) == child for child in children)


def test_a_process_with_another_master_key_does_not_start(engine: Engine) -> None:
    a_delivery_that_seals(engine)
    with pytest.raises(WrongMasterKey, match="MASH_ENCRYPTION_KEYS"):
        a_delivery_that_seals(engine, MasterKey(b"the master key of another hub   "))


def test_a_new_master_key_reads_what_the_old_one_wrapped_as_long_as_both_are_given(engine: Engine) -> None:
    old, new = b"the master key of the last year.", b"the master key of the next year."
    sealed = sealed_by(a_delivery_that_seals(engine, MasterKey(old)), CHILD)
    assert opened_by(a_delivery_that_seals(engine, MasterKey(new, old)), CHILD, sealed) == "She hides."


def test_once_every_key_is_wrapped_again_the_old_master_key_can_be_thrown_away(engine: Engine) -> None:
    old, new = b"the master key of the last year.", b"the master key of the next year."
    process = a_delivery_that_seals(engine, MasterKey(old))
    children = [f"4K7Q-9XWD-{number}" for number in range(1, 1_200)]
    with process.transaction() as transaction:
        keyring_of(transaction.session).make(children)
        keyring_of(transaction.session).destroy([SISTER], process.clock.now())
    sealed = sealed_by(process, CHILD)
    table = process.how_it_seals.table

    assert wrap_again(engine, table, MasterKey(new, old)) == len(children)
    assert wrap_again(engine, table, MasterKey(new, old)) == 0

    after = a_delivery_that_seals(engine, MasterKey(new))
    assert opened_by(after, CHILD, sealed) == "She hides."
    with after.reading() as session:
        assert keyring_of(session).is_destroyed(SISTER)
    with pytest.raises(CannotOpen):
        wrap_again(engine, table, MasterKey(b"the master key of another hub   "))


def test_the_same_number_is_hidden_the_same_way_in_every_process_and_after_a_new_master_key(
    engine: Engine,
) -> None:
    old, new = b"the master key of the last year.", b"the master key of the next year."
    hidden = set()
    for key in (MasterKey(old), MasterKey(old), MasterKey(new, old)):
        with a_delivery_that_seals(engine, key).reading() as session:
            hidden.add(
                (keyring_of(session).hidden("nhs", "9434765919"), keyring_of(session).hidden_number(-7))
            )
    assert len(hidden) == 1


def test_the_table_of_keys_holds_no_key_in_clear(engine: Engine) -> None:
    process = a_delivery_that_seals(engine)
    sealed_by(process, CHILD)
    assert process.sealing is not None
    with process.reading() as session:
        rows = session.scalar(select(func.count()).select_from(process.sealing.table))
        kept = session.scalars(select(process.sealing.table.c.wrapped)).all()
    assert rows == 2
    assert all(process.sealing.index_key not in bytes(wrapped) for wrapped in kept)
