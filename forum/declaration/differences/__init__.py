"""What one version of a declaration's text says otherwise than another, word by word."""
