"""What a page says when it has lost the server: calmly, at the top, until the connection is back."""

import reflex as rx
from reflex_base.components.memo import memo
from reflex_components_core.core.banner import has_too_many_connection_errors  # type: ignore[import-untyped]


@memo
def offline_notice() -> rx.Component:
    """The notice; nothing while all is well."""
    return rx.cond(
        has_too_many_connection_errors,
        rx.el.div(
            rx.icon("cloud_off", size=16, aria_hidden="true"),
            "Connection lost. Trying again; nothing you see here is lost.",
            role="status",
            class_name=(
                "fixed inset-x-0 top-3 z-50 m-auto flex w-fit max-w-[calc(100vw-2rem)] items-center gap-2 rounded-lg "
                "bg-warn-soft px-4 py-2.5 font-medium text-warn shadow-pop"
            ),
        ),
    )
