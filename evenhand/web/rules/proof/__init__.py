"""Promised and delivered: how long people wait for each stage, and whether priority worked."""
