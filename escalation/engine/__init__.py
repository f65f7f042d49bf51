"""Deadlines kept: watched, recorded when missed, told of, followed up the policy; and proof that it all lives."""
