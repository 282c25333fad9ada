"""The doors: HTTP, WebSocket, pages and the command line."""
