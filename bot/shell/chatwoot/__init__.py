"""Chatwoot, in and out: signed callbacks become events, deliveries become API calls."""
