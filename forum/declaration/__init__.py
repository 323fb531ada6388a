"""Declarations: a bilingual text is frozen, cities sign it, and anybody can verify who did."""
