"""Reports of `goatherd hunt`."""
