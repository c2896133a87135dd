"""Rehearsals of a policy: asked for, looked at, laid side by side, taken out."""
