"""Faults as plain data and plain sockets: no framework."""
