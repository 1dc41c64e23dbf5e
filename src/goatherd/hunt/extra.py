"""What hunting needs that is installed with an extra."""

MODULES = ("isal", "msgspec", "sigma")
