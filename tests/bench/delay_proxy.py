# SPDX-License-Identifier: GPL-3.0-or-later
"""A way to a server that takes its time: every piece of data is held back, equally each way, and round trips are counted.

Loopback has no handshake to hold back, so it is played: what a client sends leaves it one round trip after it came, and
what a server says first leaves the server one and a half after that. A round trip is counted where the client hears
something after it had spoken, as long as it is still there: an answer to QUIT that nobody waited for costs nothing.
"""
import asyncio
import threading


class Trip:
    """One connection as its client saw it."""

    def __init__(self, began):
        self.began = began
        self.first = self.last = ""  # who spoke first, and last: "client" or "server"
        self.answers = 0
        self.gone = False            # the client has closed
        self.heard = began           # when the last thing it waited for arrived

    def spoke(self):
        self.first, self.last = self.first or "client", "client"

    def hears(self, now):
        if self.gone:
            return
        self.first = self.first or "server"
        self.answers += self.last == "client"
        self.last, self.heard = "server", now

    @property
    def round_trips(self):
        """With the handshake's own, and that of a greeting nobody had to ask for."""
        return 1 + (self.first == "server") + self.answers

    @property
    def milliseconds(self):
        return (self.heard - self.began) * 1000


class DelayProxy(threading.Thread):
    """Ports on 127.0.0.1 that lead to others; `delay` in seconds each way."""

    def __init__(self, delay):
        super().__init__(daemon=True)
        self.delay, self.trips, self.ended = delay, [], threading.Condition()
        self.loop = asyncio.new_event_loop()
        self.start()

    def run(self):
        self.loop.run_forever()

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.join()

    def lead_to(self, port):
        """The port that leads to this one."""
        async def accept(reader, writer):
            await self._connection(reader, writer, port)

        server = asyncio.run_coroutine_threadsafe(asyncio.start_server(accept, "127.0.0.1", 0), self.loop).result()
        return server.sockets[0].getsockname()[1]

    def next_trip(self, seen):
        """Waits for the end of the connection after the first `seen` ones."""
        with self.ended:
            if not self.ended.wait_for(lambda: len(self.trips) > seen, 30):
                raise TimeoutError("a connection did not end")
            return self.trips[seen]

    async def _connection(self, reader, writer, port):
        trip = Trip(self.loop.time())
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", port)
        up = self._carry(reader, server_writer, trip, True)
        down = self._carry(server_reader, writer, trip, False)
        await asyncio.gather(up, down)
        with self.ended:
            self.trips.append(trip)
            self.ended.notify_all()

    async def _carry(self, reader, writer, trip, is_up):
        queue = asyncio.Queue()
        pour = asyncio.ensure_future(self._pour(queue, writer, trip, is_up))
        handshake = trip.began + (2 if is_up else 3) * self.delay
        data = b"?"
        while data:
            try:
                data = await reader.read(65536)
            except OSError:
                data = b""
            if is_up and data:
                trip.spoke()
            trip.gone = trip.gone or (is_up and not data)
            queue.put_nowait((max(self.loop.time(), handshake) + self.delay, data))
        await pour

    async def _pour(self, queue, writer, trip, is_up):
        data = b"?"
        while data:
            due, data = await queue.get()
            await asyncio.sleep(due - self.loop.time())
            if data and not is_up:
                trip.hears(self.loop.time())
            try:
                writer.write(data)
                await writer.drain()
            except OSError:
                pass
        writer.close()
