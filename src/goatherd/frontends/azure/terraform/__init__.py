"""Function apps and storage that Terraform declares for Azure: what holds for the functions which they deploy."""
