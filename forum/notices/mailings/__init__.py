"""Mailings to those whom a filter finds, and reminders that go out by themselves."""
