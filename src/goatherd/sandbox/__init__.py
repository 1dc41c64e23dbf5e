"""A place in which the application's own functions run, with a cloud around them and nothing else."""
