"""Google Cloud Functions: projects of Firebase (`firebase.json`), and programs for the functions-framework.

Services of the Serverless Framework for Google's cloud too. The way in is `read.read_google`.
"""
