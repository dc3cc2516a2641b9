"""The payment service over HTTP (contracts.md 3.1, 3.3): reads requests, calls one use case, writes the answer."""
