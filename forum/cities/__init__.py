"""Cities: their names, where they are, and the policy indicators that they report."""
