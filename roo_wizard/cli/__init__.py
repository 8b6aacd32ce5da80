"""The command line: argument tables and one small module per command; the only place where things are wired."""
