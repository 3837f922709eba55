"""Sending e-mail: a port, and two ways out of it (SMTP and GOV.UK Notify)."""
