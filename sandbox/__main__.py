"""``python -m sandbox``: migrate, seed when empty, start the periodic work and serve."""

from __future__ import annotations

import argparse
import os

from sandbox import env


def main() -> None:
    """Read the options into the environment (settings come from there alone), then start."""
    options = _options()
    env.secrets_check(options.host)
    os.environ["DJANGO_SETTINGS_MODULE"] = "sandbox.settings"
    os.environ["SANDBOX_PUBLIC_URL"] = options.public_url or _public_url(options.port)
    os.environ["SANDBOX_LIFE"] = options.life
    os.environ["SANDBOX_CONTROL"] = options.control
    for name, value in (("SANDBOX_DATABASE_URL", options.database), ("SANDBOX_HOOK_URL", options.hook_url)):
        if value is not None:
            os.environ[name] = value
    from sandbox import server

    server.prepare()
    if options.rows:
        server.fill(options.rows, options.rows_customer)
    server.serve(options.host, options.port)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="The stand-in payment platform.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument(
        "--database", help="a file path, sqlite:///PATH or postgresql://… (default: SANDBOX_DATABASE_URL)"
    )
    parser.add_argument("--life", choices=("on", "off"), default=os.environ.get("SANDBOX_LIFE", "on"))
    parser.add_argument("--control", choices=("on", "off"), default=os.environ.get("SANDBOX_CONTROL", "off"))
    parser.add_argument("--hook-url", help="where signed events go (default: SANDBOX_HOOK_URL; empty sends none)")
    parser.add_argument("--rows", type=int, help="first give one customer so many transactions (1 to 100,000,000)")
    parser.add_argument("--rows-customer", default="cus_many", help="whom (default: cus_many, made for it)")
    parser.add_argument("--public-url", help="this platform's address as browsers and Selfcare see it")
    return parser.parse_args()


def _public_url(port: int) -> str:
    return os.environ.get("SANDBOX_PUBLIC_URL") or f"http://localhost:{port}"


if __name__ == "__main__":
    main()
