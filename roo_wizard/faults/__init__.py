"""Data only: the fault catalogue, the checks C01–C31, the order of causes, the scripted task."""
