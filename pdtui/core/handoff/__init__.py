"""The brief for who takes over: what happened in a shift, what is still open, told once."""
