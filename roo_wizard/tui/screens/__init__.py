"""One screen per step, and the modals."""
