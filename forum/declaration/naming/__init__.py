"""A city that was asked at its own address says whom it sends to sign."""
