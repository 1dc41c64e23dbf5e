"""What an application exposes: its ways in, what is behind them, and who is responsible for what."""
