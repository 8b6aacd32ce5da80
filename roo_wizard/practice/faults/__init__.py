"""Every fault and oddity that the practice gateway can show, by the letter of its id."""
