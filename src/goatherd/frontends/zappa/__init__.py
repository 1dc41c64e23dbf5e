"""Zappa: a web application in Python whose `zappa_settings` say how one function serves it.

The way in is `read.read_zappa`.
"""
