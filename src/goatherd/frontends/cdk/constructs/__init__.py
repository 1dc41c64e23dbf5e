"""The kit's constructs, a file for each family: how they are built of resources, and what can be done to them."""
