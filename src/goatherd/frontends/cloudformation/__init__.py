"""CloudFormation and SAM: templates of a tree, evaluated to the stacks that they declare.

The ways in are `read.read_templates` and, once every front end has added its own templates, `stacks.read_stacks`.
"""
