"""The whole screens and the dialogs over them."""
