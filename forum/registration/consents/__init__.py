"""What people agree to: notices in versions, the answers to them, and how answers change."""
