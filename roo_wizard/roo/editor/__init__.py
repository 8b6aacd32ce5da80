"""What the editors on this machine say: where the client is installed, and what redirects it."""
