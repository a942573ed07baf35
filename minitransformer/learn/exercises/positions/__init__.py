"""How a model knows order: vectors for places, and turning."""
