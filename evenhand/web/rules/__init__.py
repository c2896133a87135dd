"""The policy in force, and every release before it, as printed pages."""
