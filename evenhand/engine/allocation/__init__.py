"""Which cases go to whom: exact, strict by band, and able to say why and why not."""
