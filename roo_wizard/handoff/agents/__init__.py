"""Snippets for other agents: their fields or files, and what does not carry over."""
