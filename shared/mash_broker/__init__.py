"""The embedded broker: Apache Kafka's wire protocol over one SQLite file, for one machine.

Read `README.md` beside this file for what it does and does not do. The way of a message through it:

    connection -> wire -> handlers -> journal (group commit) -> partition -> waiting fetches

State in memory changes in one place only, after the transaction that made it durable.
"""
