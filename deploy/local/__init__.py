"""Everything on one machine: what `make run` starts, and the servers the tests run against."""
