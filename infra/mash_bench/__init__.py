"""Measuring the pipeline: load that uses the real use cases, what it cost, and yardsticks beside it."""
