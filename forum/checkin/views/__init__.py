"""What devices and programs see of check-in."""

from forum.checkin.views import desk
from forum.checkin.views.usher import checkin

__all__ = ["checkin", "desk"]
