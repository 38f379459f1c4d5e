"""Who is on call in time, as cells and as words: pure."""
