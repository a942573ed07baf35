"""Planted faults, and what looks for them: the test of the test."""
