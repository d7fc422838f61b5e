"""Work in the background: every kind of it, and those who do it."""
