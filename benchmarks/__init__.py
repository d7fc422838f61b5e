"""The measured goals: the product beside a hand-written ceiling and the tutorial way, over the same data."""
