"""What Google's Lighthouse says of the pages."""
