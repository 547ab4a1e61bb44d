"""The Slack surfaces: one file each, with `register(app, services)`."""
