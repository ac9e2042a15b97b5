"""Fixtures for all tests."""

from tests.shell.databases import databases, fresh_url, postgres_url, sqlite_url

__all__ = ["databases", "fresh_url", "postgres_url", "sqlite_url"]
