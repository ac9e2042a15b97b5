"""How fast the desk is, beside the bare tools it stands on, in one run on one machine: `make bench`."""
