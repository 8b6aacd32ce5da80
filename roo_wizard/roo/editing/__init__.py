"""How the client applies an edit to a file."""
