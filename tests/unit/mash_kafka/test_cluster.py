import base64

from mash_kafka.cluster import new_identity


def test_no_cluster_id_looks_like_an_option_to_kafkas_own_tools() -> None:
    identities = {new_identity() for _ in range(2_000)}

    assert len(identities) == 2_000
    assert not [identity for identity in identities if identity.startswith("-")]
    assert {len(base64.urlsafe_b64decode(identity + "==")) for identity in identities} == {16}
