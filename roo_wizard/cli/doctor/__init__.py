"""What ``doctor`` looks at on this machine."""
