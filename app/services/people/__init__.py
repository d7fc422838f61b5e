"""How people come to an organisation, which roles they get, and how they leave."""
