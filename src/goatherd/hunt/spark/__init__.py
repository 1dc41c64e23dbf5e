"""The engine for lakes that one machine does not hold: Spark, on a cluster or on this machine."""
