"""Fixtures for all tests."""

from tests.shell.databases import databases, fresh_url, postgres_url, sqlite_url
from tests.shell.stage import stage

__all__ = ["databases", "fresh_url", "postgres_url", "sqlite_url", "stage"]
