"""Security rules of Firebase: in a language of their own, for the Realtime Database in JSON."""
