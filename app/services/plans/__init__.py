"""Plans for a child: drafted, agreed, published, looked at again."""
