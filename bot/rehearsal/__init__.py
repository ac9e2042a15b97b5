"""A pretend outside world over real HTTP: a Chatwoot, a Stripe, students and staff. It never imports the desk."""
