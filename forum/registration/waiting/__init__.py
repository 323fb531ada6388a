"""Waiting lists: who waits for which seat, in which order, and what is offered to whom."""
