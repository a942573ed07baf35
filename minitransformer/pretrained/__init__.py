"""Load and save whole models: the only door to the hub, its cache, and weight files."""

from .load import load, load_generation, load_model, load_tokenizer
from .save import save

__all__ = ["load", "load_generation", "load_model", "load_tokenizer", "save"]
