"""What a trained model is used for, and what it reads there."""
