"""A pretend Stripe: Checkout Sessions, payments, refunds, events and signed webhooks, as API version endive has them."""
