"""Dialogs on the browser's own `<dialog>`: focus is kept inside, Escape closes, the page behind is inert."""

from typing import Any

import reflex as rx
from reflex_base.event import no_args_event_spec

from shopchat.web.ui.buttons import button, icon_button
from shopchat.web.ui.inline import Inline

# Opens and closes with `open`, and tells the state when the person closed it by Escape or by a click beside it.
_MODAL_JS = """
function ShopChatModal({ open, onDismiss, children, ...rest }) {
  const ref = useRef(null);
  useEffect(() => {
    const dialog = ref.current;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return jsx("dialog", {
    ref,
    onCancel: (event) => { event.preventDefault(); onDismiss(); },
    onMouseDown: (event) => { if (event.target === ref.current) onDismiss(); },
    ...rest,
  }, open ? children : null);
}
"""


class _Modal(Inline):
    source = _MODAL_JS
    hooks = ("useEffect", "useRef")
    tag = "ShopChatModal"
    open: rx.Var[bool]
    on_dismiss: rx.EventHandler[no_args_event_spec]  # type: ignore[type-arg, valid-type]


def dialog(*children: Any, shown: Any, on_dismiss: Any, title: Any, key: str, width: Any = "max-w-lg") -> rx.Component:
    """A dialog over the page. Its content exists only while it is open, so its fields start fresh each time."""
    return _Modal.create(
        rx.el.div(
            rx.el.div(
                rx.el.h2(title, id=f"{key}-title", class_name="text-lg font-semibold"),
                icon_button("x", "Close", on_click=on_dismiss, class_name="-mr-2"),
                class_name="flex items-center justify-between gap-4 px-5 pt-4 sm:px-6",
            ),
            rx.el.div(*children, class_name="px-5 pt-3 pb-5 sm:px-6 sm:pb-6"),
        ),
        open=shown,
        on_dismiss=on_dismiss,
        aria_labelledby=f"{key}-title",
        class_name=(
            f"m-auto w-[calc(100vw-1.5rem)] {width} max-h-[calc(100dvh-2rem)] overflow-y-auto rounded-2xl border "
            "border-line bg-surface text-ink shadow-pop max-sm:mb-3"
        ),
    )


def confirm(
    *, shown: Any, on_dismiss: Any, on_confirm: Any, title: Any, text: Any, verb: str, key: str
) -> rx.Component:
    """Asks before something is destroyed. `verb` says what the button will do."""
    return dialog(
        rx.el.p(text, class_name="text-muted text-pretty"),
        rx.el.div(
            button("Cancel", kind="secondary", on_click=on_dismiss, auto_focus=True),
            button(verb, kind="danger", on_click=on_confirm),
            class_name="mt-6 flex flex-wrap justify-end gap-2",
        ),
        shown=shown,
        on_dismiss=on_dismiss,
        title=title,
        key=key,
        width="max-w-md",
    )
