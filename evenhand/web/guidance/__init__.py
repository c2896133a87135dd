"""The reference room: guidance, the policy in force and the words used, in one place."""
