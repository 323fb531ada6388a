"""The way for people under 14: a guardian is asked, and answers for them."""
