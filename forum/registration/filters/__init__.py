"""What organisers look for in the list, as an address, as conditions, and under a name."""
