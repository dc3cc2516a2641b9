"""The payment service over HTTP: reads requests, calls one use case, writes the answer."""
