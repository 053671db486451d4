"""What ranks: one protocol, and engines elsewhere than in this process."""
