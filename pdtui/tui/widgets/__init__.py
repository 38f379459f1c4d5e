"""The parts of the screen, each drawing values and knowing nothing of the network."""
