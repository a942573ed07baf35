"""Without PyTorch: the gradient by hand, and a whole GPT in NumPy."""
