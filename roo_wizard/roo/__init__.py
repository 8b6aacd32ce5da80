"""The client we stand in for: what Roo Code and Zoo Code send, and how they read what comes back."""
