"""Notes that organisers write about a person, for one another."""
