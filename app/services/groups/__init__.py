"""Programmes, mentor groups and the places in them."""
