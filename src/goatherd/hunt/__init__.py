"""Detection over telemetry: rules, the engines that ask them of records, and what they found."""
