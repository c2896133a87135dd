"""How long people wait for each stage, against what was promised, and whether priority worked."""
