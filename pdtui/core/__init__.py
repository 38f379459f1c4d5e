"""What pdtui knows and decides: no I/O, no screen."""
