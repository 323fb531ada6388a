"""Tests of the privacy feature."""
