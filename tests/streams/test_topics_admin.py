"""The declared topics on a broker: what is missing is made, what differs is named and left alone."""

from contextlib import closing

import pytest
from kafka.admin import KafkaAdminClient

from mash_contracts.topics import all_topics
from mash_platform.errors import Unavailable
from mash_platform.streams import topics_admin
from tests.broker_process import BrokerProcess


def test_applying_makes_every_declared_topic_and_may_be_repeated(broker: BrokerProcess) -> None:
    assert topics_admin.differences(broker.address) == ()
    assert topics_admin.apply(broker.address) == topics_admin.Report((), ())
    assert topics_admin.missing(broker.address, all_topics()) == ()


def test_a_topic_that_differs_is_named_and_not_changed(broker: BrokerProcess) -> None:
    with closing(KafkaAdminClient(bootstrap_servers=[broker.address])) as admin:
        admin.delete_topics(["mash.triage", "mash.contacts"])
        settings = {"num_partitions": 2, "replication_factor": 1, "configs": {"retention.ms": "1000"}}
        admin.create_topics({"mash.triage": settings})
    assert topics_admin.missing(broker.address, ["mash.contacts", "mash.triage"]) == ("mash.contacts",)
    report = topics_admin.apply(broker.address)
    assert report.created == ("mash.contacts",)
    assert {(found.topic, found.what, found.found) for found in report.left_different} == {
        ("mash.triage", "partitions", "2"),
        ("mash.triage", "retention.ms", "1000"),
    }


def test_an_update_mends_settings_but_lets_no_message_go_that_is_kept(broker: BrokerProcess) -> None:
    with closing(KafkaAdminClient(bootstrap_servers=[broker.address])) as admin:
        admin.delete_topics(["mash.triage", "mash.contacts"])
        for topic, retention in (("mash.triage", "1000"), ("mash.contacts", "-1")):
            admin.create_topics({topic: {"num_partitions": 6, "configs": {"retention.ms": retention}}})
    report = topics_admin.apply(broker.address, update=True)
    assert [(mended.topic, mended.what) for mended in report.mended] == [("mash.triage", "retention.ms")]
    assert [(left.topic, left.found) for left in report.left_different] == [("mash.contacts", "-1")]
    assert topics_admin.differences(broker.address) == report.left_different


def test_a_broker_that_does_not_answer_is_unavailable(broker: BrokerProcess) -> None:
    broker.stop()
    with pytest.raises(Unavailable):
        topics_admin.apply(broker.address)
