"""What an answer looked like on the wire, before any client's rules."""
