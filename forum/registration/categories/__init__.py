"""Categories: the organisers' pages where the ways to take part are written."""
