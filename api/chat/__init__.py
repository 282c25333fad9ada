"""The doors of the chat rooms; the host never imports them."""
