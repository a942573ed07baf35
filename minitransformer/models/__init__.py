"""The shapes of transformer: decoder-only (GPT) and encoder-only (BERT), with their heads."""
