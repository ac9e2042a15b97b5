"""Ports for servers that open their own."""

import random
import socket

NOBODYS = range(10_000, 32_000)  # below those the machine gives to connections: it stays free until the server is there


def free_port() -> int:
    """One that nobody listens on, and that no connection of another test is given meanwhile."""
    dice = random.SystemRandom()
    for _ in range(100):
        port = dice.choice(NOBODYS)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")
