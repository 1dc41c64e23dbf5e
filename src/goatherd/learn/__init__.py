"""The goat: a deliberately insecure application, with a lesson for each of its weaknesses."""
