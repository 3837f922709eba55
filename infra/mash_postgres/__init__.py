"""PostgreSQL on this machine: for the tests, and to try what a region will run."""
