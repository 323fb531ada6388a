"""What devices and programs see of check-in."""
