"""What is looked at afterwards: whether a text left its place, who owns a row, what a role allows."""
