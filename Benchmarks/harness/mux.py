"""Channels over the session of `ssh -M`, without a process for each: OpenSSH's PROTOCOL.mux, version 4."""
import os
import socket
import struct

HELLO, NEW_SESSION, SESSION_OPENED = 0x00000001, 0x10000002, 0x80000006
NO_ESCAPE = 0xFFFFFFFF


def text(value):
    return struct.pack(">I", len(value)) + value


class Channel:
    """One command on the server: `input` is written, `output` read."""

    def __init__(self, control, command):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(control)
        self._send(struct.pack(">II", HELLO, 4))
        if self._receive()[0] != HELLO:
            raise RuntimeError("the master does not greet")
        # Request 0; no terminal, X11, agent or subsystem.
        self._send(struct.pack(">II", NEW_SESSION, 0) + text(b"") + struct.pack(">5I", 0, 0, 0, 0, NO_ESCAPE)
                   + text(b"") + text(command.encode()))
        theirs_in, ours_in = os.pipe()
        ours_out, theirs_out = os.pipe()
        for descriptor in (theirs_in, theirs_out, 2):
            socket.send_fds(self.socket, [b"\0"], [descriptor])
        os.close(theirs_in)
        os.close(theirs_out)
        self.input = open(ours_in, "wb", buffering=0)
        self.output = open(ours_out, "rb")
        kind = self._receive()[0]
        if kind != SESSION_OPENED:
            raise RuntimeError(f"the master opens no session: {kind:#x}")

    def close(self):
        self.input.close()
        self.output.close()
        self.socket.close()

    def _send(self, packet):
        self.socket.sendall(text(packet))

    def _receive(self):
        length = struct.unpack(">I", self._exactly(4))[0]
        packet = self._exactly(length)
        return struct.unpack(">I", packet[:4])[0], packet[4:]

    def _exactly(self, count):
        data = b""
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            if not more:
                raise RuntimeError("the master went away")
            data += more
        return data
