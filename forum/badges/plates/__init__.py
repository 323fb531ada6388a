"""Papers of the hall, from the same data as the badges: name plates, door signs, lanyards."""
