"""The contract of the internal services as OpenAPI 3.1: what a service declares becomes deploy/contracts/*.yaml.

Written here and not taken from a framework: the views are plain functions, and msgspec already describes the shapes.
"""
