"""The door: lists, the devices that scan, and what was scanned."""
