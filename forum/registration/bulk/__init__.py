"""Actions on many registrations at once, done in parts by the worker."""
