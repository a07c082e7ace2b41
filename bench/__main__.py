"""`python -m bench [api] [dashboard] [knowledge] [search] [turn] [wall] [widget]`: the benches over own servers."""

import sys
from types import ModuleType

from bench import api, dashboard, knowledge, search, servers, turn, wall, widget

BENCHES: dict[str, ModuleType] = {
    "api": api,
    "dashboard": dashboard,
    "knowledge": knowledge,
    "search": search,
    "turn": turn,
    "wall": wall,
    "widget": widget,
}


def main(names: list[str]) -> None:
    """Runs the named benches, or all of them."""

    async def work() -> None:
        for name in names or list(BENCHES):
            print(await BENCHES[name].run(), end="\n\n", flush=True)

    servers.run(work)


if __name__ == "__main__":
    main(sys.argv[1:])
