"""What the auth service remembers."""

from sandbox.auth.models.authentications import Authentication, Challenge
from sandbox.auth.models.customers import Customer, Device
from sandbox.auth.models.guesses import Guess, GuessCounter
from sandbox.auth.models.keys import SigningKey
from sandbox.auth.models.sessions import Session

__all__ = ["Authentication", "Challenge", "Customer", "Device", "Guess", "GuessCounter", "Session", "SigningKey"]
