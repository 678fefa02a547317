"""People, units, places, posts and the relations between them: true whether or not hazards exist."""
