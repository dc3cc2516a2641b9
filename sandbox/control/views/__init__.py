"""`/_sandbox` for people (`pages`) and for programs (`api`)."""
