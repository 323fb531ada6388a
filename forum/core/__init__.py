"""What every stratum stands on: no route, and no word of any feature."""
