"""Asking a colleague to take a turn of duty, and putting them on call once they said yes."""
