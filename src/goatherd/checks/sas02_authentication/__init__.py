"""SAS-2: broken authentication."""
