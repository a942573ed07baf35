"""What the transformer is used for: a chatbot, an emotion classifier, music."""
