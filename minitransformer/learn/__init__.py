"""What a learner works with: tools that show, and say what is wrong in words."""

from .microscope import microscope
from .slide import Slide

__all__ = ["Slide", "microscope"]
