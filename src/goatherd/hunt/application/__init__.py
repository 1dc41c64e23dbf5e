"""What is normal for an application, read out of its model, and what in the logs deviates from it."""
