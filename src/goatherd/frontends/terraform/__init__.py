"""Terraform and OpenTofu: the configurations of a tree, parsed and evaluated -> stacks. `read` is the way in."""
