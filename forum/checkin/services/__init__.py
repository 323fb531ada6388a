"""What is done at the door. Nothing here knows of HTTP, and nothing commits."""

from forum.checkin.services.trial import prepare_trial_checkin

__all__ = ["prepare_trial_checkin"]
