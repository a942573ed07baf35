"""Prompting: a few worked examples and a question in, and the model's own next words are the answer."""
