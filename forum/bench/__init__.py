"""How fast the forum is: loads against real servers, each beside a bare page in the same run."""
