"""Time to each stage by cohort: what was promised, what was delivered, what priority did."""
