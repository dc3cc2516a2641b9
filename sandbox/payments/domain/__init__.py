"""The rules of the payment service: plain Python, no framework, no storage, no clock of its own."""
