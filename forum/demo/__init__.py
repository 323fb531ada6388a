"""The project's own data: the archived editions, and the open trial edition."""
