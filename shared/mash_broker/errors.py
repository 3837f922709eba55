"""Kafka's error codes, as far as this broker answers with them, and how the broker refuses to start."""

from enum import IntEnum


class ErrorCode(IntEnum):
    """Names and numbers are Apache Kafka's: https://kafka.apache.org/protocol#protocol_error_codes."""

    NONE = 0
    OFFSET_OUT_OF_RANGE = 1
    CORRUPT_MESSAGE = 2
    UNKNOWN_TOPIC_OR_PARTITION = 3
    MESSAGE_TOO_LARGE = 10
    OFFSET_METADATA_TOO_LARGE = 12
    COORDINATOR_NOT_AVAILABLE = 15
    INVALID_TOPIC_EXCEPTION = 17
    INVALID_REQUIRED_ACKS = 21
    ILLEGAL_GENERATION = 22
    INCONSISTENT_GROUP_PROTOCOL = 23
    INVALID_GROUP_ID = 24
    UNKNOWN_MEMBER_ID = 25
    INVALID_SESSION_TIMEOUT = 26
    REBALANCE_IN_PROGRESS = 27
    ILLEGAL_SASL_STATE = 34
    UNSUPPORTED_VERSION = 35
    TOPIC_ALREADY_EXISTS = 36
    INVALID_PARTITIONS = 37
    INVALID_REPLICATION_FACTOR = 38
    INVALID_REPLICA_ASSIGNMENT = 39
    INVALID_CONFIG = 40
    INVALID_REQUEST = 42
    OUT_OF_ORDER_SEQUENCE_NUMBER = 45
    INVALID_PRODUCER_EPOCH = 47
    INVALID_TXN_STATE = 48
    TRANSACTIONAL_ID_AUTHORIZATION_FAILED = 53
    SECURITY_DISABLED = 54
    KAFKA_STORAGE_ERROR = 56
    NON_EMPTY_GROUP = 68
    GROUP_ID_NOT_FOUND = 69
    MEMBER_ID_REQUIRED = 79
    FENCED_INSTANCE_ID = 82
    GROUP_SUBSCRIBED_TO_TOPIC = 86
    INVALID_RECORD = 87
    UNSUPPORTED_ENDPOINT_TYPE = 115


class Refused(Exception):
    """A request, or one part of it, is answered with `code`; `sentence` is for the person who reads it."""

    def __init__(self, code: ErrorCode, sentence: str | None = None) -> None:
        super().__init__(code.name if sentence is None else f"{code.name}: {sentence}")
        self.code = code
        self.sentence = sentence


class StorageFailed(Exception):
    """The log file could not be written; nothing of the transaction is on disk. The text says why."""


class ExitCode(IntEnum):
    """What the process says to whoever started it; numbers follow sysexits(3)."""

    STOPPED = 0
    NOT_LOOPBACK = 64
    UNREADABLE_LOG = 65
    PORT_TAKEN = 69
    FAILED = 70
    FOLDER_UNUSABLE = 73
    ALREADY_RUNNING = 75


class CannotStart(Exception):
    """The broker will not start; `sentence` is all that its operator needs to read."""

    def __init__(self, exit_code: ExitCode, sentence: str) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code
        self.sentence = sentence
