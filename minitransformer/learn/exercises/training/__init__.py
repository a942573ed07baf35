"""What is minimised, and how a step is taken."""
