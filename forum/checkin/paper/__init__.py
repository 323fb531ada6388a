"""Lists on paper, for a door without devices, and typing in from them later."""
