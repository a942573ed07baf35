"""Words into pieces."""
