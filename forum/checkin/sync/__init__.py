"""What devices keep to scan without a network, and what they send once it is back."""
