"""Subscribers, notices and deliveries: who is told what, once."""
