"""Spreadsheets of registrations: made by the worker, kept for a day for who asked."""
