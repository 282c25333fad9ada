"""The host's pages, and what every page is given."""

from __future__ import annotations

from itertools import chain

import jinja2
import msgspec
from starlette.responses import RedirectResponse, Response

from agent.errors import Forbidden, KnowledgeServerError
from agent.models import User
from api.assets import ROOT, AssetStore
from api.operations import Call, Operation
from api.problems import status_of
from plugins.host import Host, PageAsset

PAGES = {"/": "imessage", "/admin": "admin"}
"""What plugins call the pages on which they put something of their own."""


class Pages:
    """Renders templates of static/ with the header, the assets and the page's first state."""

    def __init__(self, host: Host, assets: AssetStore) -> None:
        self._host = host
        self._assets = assets
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(ROOT), autoescape=True, auto_reload=False
        )

    async def render(
        self,
        template: str,
        *,
        user: User | None,
        here: str = "",
        status: int = 200,
        bootstrap: dict[str, object] | None = None,
        **context: object,
    ) -> Response:
        """Return a page; `bootstrap` is what its scripts start with."""
        navigation = [
            {**msgspec.structs.asdict(entry), "is_current": entry.href == here}
            for entry in (await self._host.navigation(user) if user else ())
        ]
        text = self._templates.get_template(template).render(
            user=msgspec.to_builtins(user),
            navigation=navigation,
            asset=self._assets.url,
            modules=self._assets.modules,
            page_assets=self._guests(PAGES.get(here, "other")) if user else (),
            bootstrap=msgspec.to_builtins(bootstrap or {"user": user}),
            **context,
        )
        # Browsers that know it fetch the page of a link that is pointed at or pressed.
        rules = f'"{self._assets.url("js/host/pages.speculationrules")}"'
        headers = {"Speculation-Rules": rules} if user else None
        return Response(text, status, headers, media_type="text/html")

    async def error(self, error: KnowledgeServerError, user: User | None) -> Response:
        """Return an error as a page."""
        status = status_of(error)
        titles = {403: "Not for you", 404: "Not found", 500: "Something went wrong"}
        title = titles.get(status, "Something went wrong")
        return await self.render(
            "error.html", user=user, status=status, title=title, detail=error.detail, code=status
        )

    async def ask(self, call: Call) -> Response:
        bootstrap: dict[str, object] = {"user": call.user, "domains": self._host.agents.all}
        return await self.render("imessage_new.html", user=call.user, here="/", bootstrap=bootstrap)

    async def admin(self, call: Call) -> Response:
        if not call.user.is_admin:
            raise Forbidden("The admin panel is for owners and admins.")
        return await self.render("admin.html", user=call.user, here="/admin")

    async def login(self, call: Call) -> Response:
        if await self._host.auth.setup_token() is not None:
            return RedirectResponse("/setup", 303)
        if call.session is not None:
            return RedirectResponse(_local(call.request.query_params.get("next", "/")), 303)
        return await self.render("login.html", user=None)

    async def set_up(self, call: Call) -> Response:
        is_open = await self._host.auth.setup_token() is not None
        return await self.render("setup.html", user=None, bootstrap={"is_open": is_open})

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="GET",
                path="/",
                handler=self.ask,
                summary="The page to ask an agent",
                answer="page",
                access="page",
            ),
            Operation(
                method="GET",
                path="/admin",
                handler=self.admin,
                summary="The admin panel",
                answer="page",
                access="page",
            ),
            Operation(
                method="GET",
                path="/login",
                handler=self.login,
                summary="The sign-in",
                answer="page",
                others=(303,),
                access="anyone",
            ),
            Operation(
                method="GET",
                path="/setup",
                handler=self.set_up,
                summary="The first owner's wizard",
                answer="page",
                access="anyone",
            ),
        ]

    def _guests(self, page: str) -> list[PageAsset]:
        """Return what plugins put on a page."""
        return [*chain(*self._host.plugins.hook.page_assets(page=page))]


def _local(path: str) -> str:
    """Return the path if it leads to this site; `//` and `/\\` lead browsers elsewhere."""
    is_local = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if is_local else "/"
