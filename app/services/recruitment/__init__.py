"""From the poster to the first day: campaigns, opportunities, applications."""
