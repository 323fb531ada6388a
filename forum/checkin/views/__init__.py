"""What devices and programs see of check-in."""

from forum.checkin.views.desk import checkin

__all__ = ["checkin"]
