"""Text to ids and back, by the tokenizer files that a model came with; and BERT's masking of tokens."""
