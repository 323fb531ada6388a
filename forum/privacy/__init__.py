"""What people can ask about their own data, and what is destroyed when its time has come."""
