"""The AWS Cloud Development Kit: stacks from synthesized assemblies, or from the programs that make them.

The ways in are `assembly.adopt_assemblies`, among templates, and `read.read_cdk`; `unread` tells of what is left.
"""
