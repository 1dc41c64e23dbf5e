"""The AWS Cloud Development Kit: stacks from synthesized assemblies, or from the programs that make them."""
