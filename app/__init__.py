"""Learnbridge: the API under learning-support programmes."""
