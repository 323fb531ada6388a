"""A world map of cities, drawn by ourselves from their coordinates."""
