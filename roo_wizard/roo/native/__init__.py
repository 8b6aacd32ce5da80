"""The client's own entries for single vendors: what they send, and how each reads the answer (roo-code.md 4.9)."""
