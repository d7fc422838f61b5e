"""How HTTP reaches the code and how answers leave: knows no resource, holds no rule."""
