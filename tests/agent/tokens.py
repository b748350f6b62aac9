#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service on the session bus that hands out access tokens as GNOME's online accounts do: tokens.py FILE.

FILE is asked at each call: "give TOKEN SECONDS", "fail ERROR-NAME WORDS" or "hold". Each call is noted in FILE.calls.
"""
import sys

from gi.repository import Gio, GLib

NAME, PATH, INTERFACE = "org.example.Tokens", "/org/example/Tokens/ann", "org.example.Tokens.OAuth2"
XML = """<node><interface name="%s"><method name="GetAccessToken">
<arg name="token" type="s" direction="out"/><arg name="expires_in" type="i" direction="out"/>
</method></interface></node>""" % INTERFACE


def answer(_connection, _sender, _path, _interface, _method, _arguments, call):
    with open(sys.argv[1] + ".calls", "a", encoding="ascii") as file:
        file.write("called\n")
    with open(sys.argv[1], encoding="ascii") as file:
        word, *rest = file.read().split()
    if word == "give":
        call.return_value(GLib.Variant("(si)", (rest[0], int(rest[1]))))
    elif word == "fail":
        call.return_dbus_error(rest[0], " ".join(rest[1:]))


def acquired(connection, _name):
    interface = Gio.DBusNodeInfo.new_for_xml(XML).interfaces[0]
    connection.register_object(PATH, interface, answer, None, None)


Gio.bus_own_name(Gio.BusType.SESSION, NAME, Gio.BusNameOwnerFlags.NONE, acquired, None, None)
GLib.MainLoop().run()
