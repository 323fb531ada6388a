"""The API for programs: its description, what is public, registrations; and the health pages."""
