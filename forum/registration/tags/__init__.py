"""Tags: words with a colour that organisers give to people, each edition its own."""
