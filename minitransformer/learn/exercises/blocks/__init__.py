"""What a block is made of, how its residual stream is wired, and what stands before and after all blocks."""
