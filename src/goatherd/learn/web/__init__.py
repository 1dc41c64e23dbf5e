"""The course as pages, served on this machine only."""
