"""Reading the weights that others trained: how their files lay the numbers out."""
