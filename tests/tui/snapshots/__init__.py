"""Whole states of the screen: how each is brought about, and how it is written down as text.

`python -m tests.tui.snapshots --pictures DIR` writes a picture of each for looking at; the texts are in
`__snapshots__` beside this, and `pytest tests/tui/test_snapshots.py --snapshot-update` writes them anew.
"""
