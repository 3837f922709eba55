"""The tables behind sign-in, in a database of their own."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, MetaData, String, Table

from mash_platform.database import UtcDateTime

METADATA = MetaData()

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("account_id", String(36), primary_key=True),
    Column("sign_in_name", String(100), nullable=False, unique=True),
    Column("display_name", String(100), nullable=False),
    Column("roles", JSON, nullable=False),
    Column("team", String(32), nullable=True),
    Column("agency", String(32), nullable=True),
    Column("password_hash", String(200), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    # Who it is at the organisation that signs them in; none for a local account.
    Column("organisation_subject", String(300), nullable=True),
)
Index("accounts_of_organisations", ACCOUNTS.c.organisation_subject, unique=True)

SERVICE_ACCOUNTS = Table(
    "service_accounts",
    METADATA,
    Column("name", String(100), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("role", String(32), nullable=False),
    Column("team", String(32), nullable=True),
    Column("agency", String(32), nullable=True),
    Column("active", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime, nullable=True),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("session_hash", String(64), primary_key=True),
    Column("account_id", String(36), ForeignKey("accounts.account_id"), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)
Index("sessions_of_account", SESSIONS.c.account_id)

FAILED_SIGN_INS = Table(
    "failed_sign_ins",
    METADATA,
    Column("attempt_id", String(36), primary_key=True),
    # Hashed: people type their password into the wrong box.
    Column("name_hash", String(64), nullable=False),
    Column("failed_at", UtcDateTime, nullable=False),
)
Index("failed_sign_ins_by_name", FAILED_SIGN_INS.c.name_hash, FAILED_SIGN_INS.c.failed_at)
