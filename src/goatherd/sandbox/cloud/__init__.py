"""The cloud around the functions: one process that answers DNS, HTTP and HTTPS for every address there is."""
