"""Who is expected and not here yet."""
