"""The practice gateway: a correct one, and one for every fault."""
