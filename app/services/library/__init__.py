"""The library: texts in many languages, search, deliveries, practices and stories."""
