# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer's control channel: one JSON object a line on a loopback port, one JSON line back.

{"do":"deliver","account":A,"folder":"INBOX","file":PATH|"text":TEXT}   -> {"ok":true,"uid":N}
{"do":"password","account":A,"password":NEW}                            -> {"ok":true}
{"do":"token","account":A,"token":NEW}                                  -> {"ok":true}
{"do":"act","account":A|"listener":L,"at":"imap.auth"|"greeting","acts":[…]} (an empty list heals)
{"do":"events","event":KIND,"since":N}                                   -> {"ok":true,"events":[…]}
{"do":"cut"}   every open connection     {"do":"stop"}   the peer ends
"""
import json
import threading


def _deliver(peer, order):
    if "file" in order:
        with open(order["file"], "rb") as file:
            data = file.read()
    else:
        data = order["text"].encode()
    folder = peer.accounts[order["account"]].folder(order.get("folder", "INBOX"))
    return {"uid": folder.deliver(data)}


def _password(peer, order):
    peer.accounts[order["account"]].password = order["password"]
    return {}


def _token(peer, order):
    peer.accounts[order["account"]].token = order["token"]
    return {}


def _act(peer, order):
    if "account" in order:
        peer.accounts[order["account"]].script(order["at"], order["acts"])
    else:
        peer.listeners[order["listener"]].script(order["at"], order["acts"])
    return {}


def _events(peer, order):
    return {"events": peer.events.all(order.get("event"), order.get("since", 0))}


def _cut(peer, _):
    peer.break_off()
    return {}


def _stop(peer, _):
    peer.over.set()
    return {}


ORDERS = {"deliver": _deliver, "password": _password, "token": _token, "act": _act, "events": _events,
          "cut": _cut, "stop": _stop}


def _answer(peer, line):
    try:
        order = json.loads(line)
        return {"ok": True, **ORDERS[order["do"]](peer, order)}
    except (ValueError, KeyError, OSError) as problem:
        return {"ok": False, "problem": "%s: %s" % (type(problem).__name__, problem)}


def _talk(peer, sock):
    with sock, sock.makefile("rwb") as stream:
        for line in stream:
            stream.write(json.dumps(_answer(peer, line)).encode() + b"\n")
            stream.flush()


def _accept(peer, listening):
    while not peer.over.is_set():
        sock, _ = listening.accept()
        threading.Thread(target=_talk, args=(peer, sock), daemon=True).start()


def serve(peer, listening):
    """Serves on a listening socket in the background; its port."""
    threading.Thread(target=_accept, args=(peer, listening), daemon=True).start()
    return listening.getsockname()[1]
