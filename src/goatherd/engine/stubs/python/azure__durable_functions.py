"""azure.durable_functions: its application and blueprints are those of azure.functions."""

from azure.functions import Scaffold

DFApp = Scaffold
Blueprint = Scaffold
