"""Programs that an outsider wrote for the exercises."""
