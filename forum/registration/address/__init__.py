"""Another e-mail address: proved by a link that goes to the new one, told to the old one."""
