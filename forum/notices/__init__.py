"""Telling those whom a release touches, each in one mail and in their calendars."""
