"""What people need: numbers for whoever cooks and builds, names for those who must know."""
