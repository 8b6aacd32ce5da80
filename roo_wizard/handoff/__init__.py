"""What comes out: the paste card and its other formats."""
