"""Apache Kafka on this machine, of one node or three: for the tests, and to try what a region will run."""
