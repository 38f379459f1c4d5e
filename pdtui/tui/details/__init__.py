"""The details of one incident as laid-out lines, tab by tab. Pure; what was not read is never shown as none."""
