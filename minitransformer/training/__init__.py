"""Training: losses, the schedule, the loop, and checkpoints that survive a crash."""
