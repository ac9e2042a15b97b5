"""What a person sees of the rehearsal in a browser: the chat page, what it asks for, the pretend Checkout."""
