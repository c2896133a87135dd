"""Decision tables of a release written for the tools one would take instead."""
