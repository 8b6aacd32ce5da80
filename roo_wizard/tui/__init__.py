"""The wizard's face: a Textual app, one screen per step, and the widgets they share."""
