"""The interactive explorer: tokens, attention and candidates in one page, and a small model that runs there."""

from .explore import Explorer, explore

__all__ = ["Explorer", "explore"]
