"""Schools, who is enrolled there, and contact with their teachers."""
