"""The programme: sessions, who speaks in them, where they are, and the releases of all that."""
