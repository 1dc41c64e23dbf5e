"""What the guard may do and did: policies in words, and what was stopped, as text, JSON and a page."""
