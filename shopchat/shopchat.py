"""The composition root: one port that serves the pages, the API, the widget and the demo shop."""

import reflex as rx

from shopchat.demo.seed import demo_widget_key
from shopchat.doors import make_api
from shopchat.web import crawlers, downloads
from shopchat.web import routes as people
from shopchat.web.serving import accept_own_pages, serve_pages

api = make_api()
api.include_router(downloads.router)
api.router.routes.extend(crawlers.routes(people.FOUND))
app = rx.App(api_transformer=[api, serve_pages])
accept_own_pages(app)
people.register(app, demo_widget_key=demo_widget_key)
