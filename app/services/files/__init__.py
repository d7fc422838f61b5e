"""Files: taken in, made harmless, kept, shown and erased."""
