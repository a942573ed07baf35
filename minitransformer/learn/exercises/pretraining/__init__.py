"""What BERT is pretrained on: hidden words, and pairs of sentences."""
