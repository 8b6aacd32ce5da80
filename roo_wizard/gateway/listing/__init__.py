"""Model lists: where they are asked for, in which shapes they come, and what their fields mean."""
