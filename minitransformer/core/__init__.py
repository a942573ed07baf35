"""The vocabulary every model is written in: one attention, one feed-forward, three blocks."""
