"""What the rules are, named by activity; a resource without a rule has no service."""
