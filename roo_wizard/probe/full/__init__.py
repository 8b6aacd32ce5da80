"""The full set: the checks C20–C31, beyond what a quick proof asks."""
