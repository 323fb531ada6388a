"""Signing at the table: an officer knows the person and hands over a device that only signs."""
