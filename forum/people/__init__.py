"""People of the programme, and the organisations that stand behind a forum."""
