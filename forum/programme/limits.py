"""How long the texts of a programme may be, and how much of it there may be.

What is longer fits no line of the booklet and no card of the agenda; every way into the draft
holds texts to these lengths.
"""

LONGEST_KEY = 60
LONGEST_NAME = 300  # of a person, a place, a city
LONGEST_TITLE = 300  # of a session, a presentation
LONGEST_LINE = 1_000  # a subtitle, a topic, an agenda item, a person's position, a work
LONGEST_TEXT = 20_000  # an abstract, a biography
LONGEST_NOTE = 4_000
LONGEST_WORD = 20  # a floor, a track, a channel
LONGEST_ADDRESS = 500
LONGEST_FILENAME = 200
LONGEST_SORT_KEY = 120
MOST_MINUTES = 24 * 60
MOST_PEOPLE = 100_000  # in a room, at a session
