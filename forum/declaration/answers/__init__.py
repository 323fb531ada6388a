"""Answers beside yes and no: more time, observing; and the text on paper to be taken along."""
