"""What every part stands on; knows nothing of children, schools or roles."""
