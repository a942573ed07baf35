"""One token at a time: what to do with the scores, which word to take, when to stop."""
