"""The wizard without a screen: state, steps, moving forward and back."""
