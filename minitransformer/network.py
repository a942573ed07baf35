"""Is there a network? Asked once and briefly, so that nobody waits a minute for a refusal."""

import socket
from threading import Thread
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

PORTS = {"http": 80, "https": 443}


def answers(url: str, seconds: float = 2.0) -> bool:
    """Whether the host of an address, or the proxy on the way to it, takes a connection in time.

    Asked in a thread: looking a name up has no time limit of its own, and may outlast any patience.
    """
    target = _first_stop(urlsplit(url))
    port = target.port or PORTS.get(target.scheme, 80)
    taken = []

    def knock() -> None:
        try:
            socket.create_connection((target.hostname, port), timeout=seconds).close()
        except OSError:
            return
        taken.append(True)

    thread = Thread(target=knock, daemon=True)
    thread.start()
    thread.join(seconds)
    return bool(taken)


def _first_stop(address: SplitResult) -> SplitResult:
    proxies = getproxies()
    proxy = proxies.get(address.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(address.hostname or ""):
        return address
    return urlsplit(proxy if "//" in proxy else f"http://{proxy}")
