"""Writing: which word comes next, and what is remembered while one writes."""
