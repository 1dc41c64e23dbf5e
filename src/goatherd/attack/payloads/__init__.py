"""What is sent: commands, archives, tokens and texts that bring their own witness."""
