"""Stripe, in and out: signed webhooks become facts, deliveries become API calls."""
