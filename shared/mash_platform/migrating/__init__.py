"""Bringing a database's tables to the form that this version of the code expects, and back.

Each service keeps its revisions in its own room, numbered in the order in which they are applied.
"""
