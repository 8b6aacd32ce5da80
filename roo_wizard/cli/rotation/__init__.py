"""Replacing a key: the core that the command and the screen share, its words, and the proof of a revocation."""
