"""From softmax to multi-head attention."""
