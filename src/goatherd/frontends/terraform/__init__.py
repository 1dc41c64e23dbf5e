"""Terraform and OpenTofu: configurations and plans of a tree -> stacks.

The way in is `read.read_terraform`.
"""
