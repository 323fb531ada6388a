"""Practice before the day: scans that are judged as real ones are, and that count for nothing."""
