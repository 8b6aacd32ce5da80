"""Team files: their shape, their bounds, what may be written into one, and whether its host can be trusted."""
