"""The seam between the host and its guests."""
