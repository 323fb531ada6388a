"""Every component in all its states, for those who build pages."""
