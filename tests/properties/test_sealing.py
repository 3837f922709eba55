"""What is sealed opens to the same, for its child and field only, and never once its key is destroyed."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash_platform.database import open_database
from mash_platform.delivery.transaction import Delivery
from mash_platform.sealing.ciphers import CannotOpen
from mash_platform.sealing.keyring import ERASED, KeyDestroyed, keyring_of
from tests.builders.sealing import a_delivery_that_seals

WORDS = st.text()
NAMES = st.text("ABCDEFGHJKMNPQRSTVWXYZ0123456789-", min_size=1, max_size=32)
CONTENT = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Delivery]:
    engine = open_database(f"sqlite:///{tmp_path_factory.mktemp('sealing') / 'tally.db'}")
    yield a_delivery_that_seals(engine)
    engine.dispose()


@given(subject=NAMES, field=NAMES, words=WORDS, content=CONTENT)
def test_what_is_sealed_opens_to_the_same_in_another_session(
    hub: Delivery, subject: str, field: str, words: str, content: object
) -> None:
    with hub.transaction() as transaction:
        keyring = keyring_of(transaction.session)
        sealed = keyring.seal(subject, field, words)
        sealed_content = keyring.seal_json(subject, field, content)
    assert len(words) < 8 or words not in sealed
    with hub.reading() as session:
        assert keyring_of(session).open(subject, field, sealed) == words
        assert keyring_of(session).open_json(subject, field, sealed_content) == content


@given(subject=NAMES, other=NAMES, field=NAMES, another=NAMES, words=WORDS)
def test_it_opens_for_no_other_child_and_no_other_field(
    hub: Delivery, subject: str, other: str, field: str, another: str, words: str
) -> None:
    with hub.transaction() as transaction:
        keyring = keyring_of(transaction.session)
        keyring.make([subject, other])
        sealed = keyring.seal(subject, field, words)
        for whose, what in ((other, field), (subject, another), (other, another)):
            if (whose, what) != (subject, field):
                with pytest.raises(CannotOpen):
                    keyring.open(whose, what, sealed)


@given(subject=NAMES, words=WORDS, place=st.integers(0), letter=st.sampled_from("A/b+9=.\N{SNOWMAN}"))
def test_it_opens_no_more_when_a_letter_of_it_was_changed(
    hub: Delivery, subject: str, words: str, place: int, letter: str
) -> None:
    with hub.transaction() as transaction:
        keyring = keyring_of(transaction.session)
        sealed = keyring.seal(subject, "words", words)
        place %= len(sealed)
        altered = sealed[:place] + letter + sealed[place + 1 :]
        if altered != sealed:
            with pytest.raises(CannotOpen):
                keyring.open(subject, "words", altered)


@given(subject=NAMES, words=WORDS)
def test_nothing_opens_or_is_sealed_once_the_key_is_destroyed(
    hub: Delivery, subject: str, words: str
) -> None:
    subject = f"gone {subject}"
    with hub.transaction() as transaction:
        keyring = keyring_of(transaction.session)
        sealed = None if keyring.is_destroyed(subject) else keyring.seal(subject, "words", words)
    with hub.transaction() as transaction:
        keyring_of(transaction.session).destroy([subject], hub.clock.now())
    with hub.transaction() as transaction:
        keyring = keyring_of(transaction.session)
        assert keyring.is_destroyed(subject)
        with pytest.raises(KeyDestroyed):
            keyring.seal(subject, "words", words)
        if sealed is not None:
            assert keyring.open(subject, "words", sealed) == ERASED
            assert keyring.open_json(subject, "words", sealed) is None
