"""Registration: categories and seats, the four steps, consents, self-service, the list."""
