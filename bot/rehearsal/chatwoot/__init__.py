"""A pretend Chatwoot with the true semantics of an installation an agent bot lives in."""
