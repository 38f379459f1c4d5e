"""The first start: what pdtui is, whose incidents it shows, and where it says what was done."""
