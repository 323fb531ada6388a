"""Public pages that show several features."""
