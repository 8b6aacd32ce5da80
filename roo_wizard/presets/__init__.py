"""What is known of each gateway before anything is asked: gateways.toml and its typed loader."""
