"""Is our model the same function as Hugging Face's? The one room that knows `transformers`."""
