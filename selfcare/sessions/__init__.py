"""Sessions on Redis: begin one, end one, keep its tokens. A failure of the store never signs anybody out."""

from __future__ import annotations

from selfcare.sessions.begin import end_all, sign_in, sign_out, step_up, touch

__all__ = ["end_all", "sign_in", "sign_out", "step_up", "touch"]
