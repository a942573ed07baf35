"""Data sets by name, tables a person brings, and the way from rows of text to batches of ids."""
