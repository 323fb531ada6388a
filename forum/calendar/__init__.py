"""Events as values, and iCalendar (RFC 5545, 5546) made from them."""
