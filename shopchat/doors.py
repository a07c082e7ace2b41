"""Every door that speaks HTTP without Reflex, as one application with one OpenAPI document."""

from fastapi import FastAPI

from shopchat import __version__
from shopchat.api import app as programs
from shopchat.demo import pages as demo
from shopchat.demo.seed import demo_widget_key
from shopchat.http import errors
from shopchat.http.methods import refuse_other_methods
from shopchat.http.middleware import BodyLimit, RequestContext
from shopchat.http.openapi import complete_document, operation_name
from shopchat.http.rates import RateLimitFields
from shopchat.local_payments import pages as local_payments
from widget_server import files as widget_files
from widget_server import routes as shoppers
from widget_server.origins import CrossOrigin

DESCRIPTION = """
An online store's assistant that answers from the store's own products, policies and FAQs.

Sign in with `POST /api/v1/auth/login` and send the access token as `Authorization: Bearer`, or send an API key as
`X-API-Key`. Lists take `page` and `page_size`; refusals are `{"detail": "<one sentence>"}`.
"""


def make_api() -> FastAPI:
    """The REST API, the widget's endpoints and files, and the demo shop."""
    api = FastAPI(
        title="ShopChat",
        version=__version__,
        description=DESCRIPTION,
        redoc_url=None,
        generate_unique_id_function=operation_name,
    )
    errors.install(api)
    api.include_router(programs.router())
    api.include_router(shoppers.router)
    api.include_router(widget_files.router)
    api.router.routes.extend(demo.routes(demo_widget_key))
    api.router.routes.extend(local_payments.routes())
    complete_document(api)
    refuse_other_methods(api)
    # The last one added is the outermost.
    api.add_middleware(errors.LastResort)
    api.add_middleware(BodyLimit, larger=programs.LARGER_BODIES)
    api.add_middleware(RateLimitFields)
    api.add_middleware(CrossOrigin, prefix=shoppers.PREFIX)
    api.add_middleware(RequestContext)
    return api
