"""A mail server that takes everything and keeps nothing: far away, or where Debian's smtp-sink is not installed.

python -m bench.sink PORT [MILLISECONDS until it answers]
"""

from __future__ import annotations

import asyncio
import sys


class Conversation(asyncio.Protocol):
    """RFC 5321 as far as one sender needs it, with pipelining (RFC 2920). It answers after ``delay`` seconds."""

    def __init__(self, delay: float) -> None:
        self.delay = delay

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what asyncio promises
        self.transport = transport
        self.buffer = b""
        self.in_data = False
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        answers = []
        while True:
            end = b"\r\n.\r\n" if self.in_data else b"\r\n"
            head, found, rest = self.buffer.partition(end)
            if not found:
                break
            self.buffer = rest
            answers.append(b"250 taken\r\n" if self.in_data else self._answer(head))
            self.in_data = not self.in_data and head[:4].upper() == b"DATA"
        said = b"".join(answers)
        if self.delay and said:
            asyncio.get_running_loop().call_later(self.delay, self.transport.write, said)
        else:
            self.transport.write(said)

    def _answer(self, line: bytes) -> bytes:
        verb = line[:4].upper()
        if verb == b"EHLO":
            return b"250-sink\r\n250 PIPELINING\r\n"
        if verb == b"DATA":
            return b"354 go on\r\n"
        return b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n"


async def serve(port: int, delay: float) -> None:
    server = await asyncio.get_running_loop().create_server(
        lambda: Conversation(delay), "127.0.0.1", port
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    port, delay = (*sys.argv[1:], "0")[:2]
    asyncio.run(serve(int(port), int(delay) / 1000))
