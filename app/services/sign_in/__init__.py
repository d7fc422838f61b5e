"""Signing in, staying signed in and acting without a password."""
