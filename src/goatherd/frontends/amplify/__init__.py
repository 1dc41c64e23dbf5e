"""Amplify: `backend-config.json` of the first generation, `defineFunction` of the second.

The ways in are `configuration.add_amplify_backends`, among templates, and `programs.read_amplify_programs`.
"""
