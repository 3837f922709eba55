"""Carrying everything from the embedded engine over to Apache Kafka and PostgreSQL."""
