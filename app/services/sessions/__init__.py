"""Sessions: planned, held, recorded and reported."""
