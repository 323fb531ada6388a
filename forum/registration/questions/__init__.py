"""Own questions: what an edition asks beside what everybody is asked."""
