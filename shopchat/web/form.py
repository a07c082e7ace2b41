"""What every form of the dashboard has in common: a refusal that names a field stands beside that field."""

from typing import Any

import reflex as rx

from shopchat.core.errors import Invalid, ShopChatError
from shopchat.web.session import SessionState


class Form(SessionState, mixin=True):
    """Base of a form's state. `errors` holds a sentence by field; the view shows it with `error_of`."""

    errors: dict[str, str] = {}

    def _refused(self, refusal: ShopChatError) -> Any:
        if isinstance(refusal, Invalid) and refusal.loc:
            names = [str(part) for part in refusal.loc if part != "body"]
            if names:
                self.errors = {names[0]: refusal.detail, names[-1]: refusal.detail}
                return None
        return super()._refused(refusal)


def error_of(errors: Any, field: str) -> Any:
    """The sentence for `field`, empty when it is right."""
    return rx.Var.create(errors)[field] | ""
