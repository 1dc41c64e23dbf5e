"""Terraform and OpenTofu: configurations and plans of a tree -> stacks. `read` is the way in."""
