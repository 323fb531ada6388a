"""Pages that show several features: home, archive, people, cities, and what crawlers read."""
