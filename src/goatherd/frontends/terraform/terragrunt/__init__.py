"""Terragrunt: which modules its units deploy, and with what inputs."""
