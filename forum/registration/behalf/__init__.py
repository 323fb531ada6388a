"""Registering somebody on their behalf: by telephone, on paper, at the desk."""
