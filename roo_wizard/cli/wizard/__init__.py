"""The wizard's services, made of the real rooms: what its screens ask for, one module for each page."""
