"""Changes to the files of a policy: bytes in, bytes out, and nothing else disturbed."""
