"""A device as a registration desk: finding people, badges, walk-ins, letting in against a list."""
