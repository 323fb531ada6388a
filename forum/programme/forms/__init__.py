"""What organisers fill in about a programme."""
