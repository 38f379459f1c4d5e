"""The command line on the screen: from a line that was understood to what it does, and what it completes to."""
