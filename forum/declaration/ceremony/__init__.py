"""The ceremony: the order in which cities are called, the screen in the hall, the photo."""
