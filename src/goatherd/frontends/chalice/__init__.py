"""AWS Chalice: an `app.py` whose decorators say what is deployed, and the stages of `.chalice/config.json`.

The way in is `read.read_chalice`.
"""
