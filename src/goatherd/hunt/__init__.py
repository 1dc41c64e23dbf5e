"""What telemetry of the cloud says of a serverless application: rules, the engines that ask them, and what they found."""
