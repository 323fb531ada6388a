"""Organisers: their accounts, passwords, sessions, and the roles they hold for editions."""
