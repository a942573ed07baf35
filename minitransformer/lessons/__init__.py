"""What a lesson's notebook needs beside the library itself: predictions, pictures, stored results, and source."""

from .lesson import Lesson
from .picture import picture
from .source import show
from .stored import stored

__all__ = ["Lesson", "picture", "show", "stored"]
