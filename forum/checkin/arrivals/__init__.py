"""Who has come: what organisers and the hall look at while the door is open."""
