"""Plays state machines: so many games of so many moves."""

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test


def play(machine: type[RuleBasedStateMachine], app: Flask, *, examples: int, steps: int) -> None:
    """Play so many games of so many moves on an application."""
    run_state_machine_as_test(
        type("Played", (machine,), {"app": app}),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
