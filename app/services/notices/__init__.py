"""Letters to people, without a child's name."""
