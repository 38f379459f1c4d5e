"""The screen: everything that knows Textual, over the core's rows, events and registry of actions."""
