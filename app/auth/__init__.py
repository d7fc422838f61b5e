"""Who is calling, what they may do, and which rows and fields they reach."""
