"""What stands beside attention: normalisation and activations."""
