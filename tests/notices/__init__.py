"""Tests of the notices feature."""
