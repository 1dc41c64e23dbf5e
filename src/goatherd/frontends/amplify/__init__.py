"""Backends of Amplify: `backend-config.json` of the first generation, `defineFunction` of the second."""
