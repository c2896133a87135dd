"""Who must not decide which case, declared by a person and kept with its reason."""
