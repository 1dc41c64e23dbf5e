"""How packages that functions miss come from their registries: by input of our own, apart from this machine."""
