"""Other systems that call the API: who they are, and with which tokens."""
