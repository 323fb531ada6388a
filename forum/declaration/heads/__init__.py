"""The heads of the chains, as they leave the house each day."""
