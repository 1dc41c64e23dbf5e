"""Azure Functions: applications around a `host.json`, in all three ways of declaring their functions.

`function.json` beside the code (models one to three), decorators of Python, and registrations of Node.js by name;
services of the Serverless Framework for Azure too. The way in is `read.read_azure`.
"""
