"""The Textual screens; each renders the flow's state and sends its messages up."""
