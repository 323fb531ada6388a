"""Tests of the declaration feature."""
