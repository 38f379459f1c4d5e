"""The screen's command line: what is typed after `:` read into wishes, completed and remembered. Pure."""
