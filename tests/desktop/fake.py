#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""fake.py agent | notifications CAPABILITIES…

Two made-up peers for the tests of desktop/, each alone on its bus name: an agent that serves the objects it is told to, and a
notification server with the capabilities given. Orders come as JSON lines on standard input, what happened goes as JSON lines to
standard output.
"""
import json
import sys

import gi
gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

ROOT = "/org/mailmedic/Mailmedic"

AGENT_XML = """<node>
<interface name="org.freedesktop.DBus.ObjectManager">
 <method name="GetManagedObjects"><arg direction="out" type="a{oa{sa{sv}}}"/></method>
 <signal name="InterfacesAdded"><arg type="o"/><arg type="a{sa{sv}}"/></signal>
 <signal name="InterfacesRemoved"><arg type="o"/><arg type="as"/></signal></interface>
<interface name="org.mailmedic.Mailmedic1">
 <method name="Check"><arg direction="in" type="s"/><arg direction="in" type="a{sv}"/><arg direction="out" type="o"/></method>
 <method name="AddAccount"><arg direction="in" type="s"/><arg direction="in" type="a{sv}"/><arg direction="out" type="s"/></method>
 <method name="RemoveAccount"><arg direction="in" type="s"/><arg direction="in" type="a{sv}"/></method>
 <property name="Version" type="s" access="read"/><property name="Confinement" type="s" access="read"/>
 <property name="KeyringState" type="s" access="read"/><property name="Online" type="b" access="read"/></interface>
</node>"""
ACCOUNT_XML = """<node><interface name="org.mailmedic.Account1">
 <method name="Check"><arg direction="in" type="a{sv}"/><arg direction="out" type="o"/></method>
 %s</interface></node>"""
TROUBLE_XML = """<node><interface name="org.mailmedic.Trouble1">
 <method name="Recheck"><arg direction="in" type="a{sv}"/><arg direction="out" type="o"/></method>
 <method name="Dismiss"><arg direction="in" type="a{sv}"/></method>
 <method name="Report"><arg direction="in" type="a{sv}"/><arg direction="out" type="s"/></method>
 %s</interface></node>"""
JOB_XML = """<node><interface name="org.mailmedic.Job1">
 <method name="Cancel"><arg direction="in" type="a{sv}"/></method>
 <signal name="Completed"><arg type="s"/><arg type="a{sv}"/></signal>
 %s</interface></node>"""
TYPES = {
    "account": {"Id": "s", "Address": "s", "Provider": "s", "CaFile": "s", "Servers": "a(sssus)", "State": "s",
                "Services": "aa{sv}", "LastChecked": "x", "MayTryNow": "b", "NextTry": "x", "WhyNot": "s",
                "Watching": "b", "Timeline": "aa{sv}"},
    "trouble": {"Id": "s", "Account": "o", "AccountId": "s", "Address": "s", "Cause": "s", "Causes": "as",
                "Alternatives": "as", "Subject": "s", "Title": "s", "Summary": "s", "Explanation": "s", "FixableBy": "s",
                "FixableByWords": "s", "Steps": "as", "HealsWithin": "s", "Evidence": "aa{sv}", "Since": "x", "State": "s",
                "Count": "u", "Notify": "b", "Page": "s"},
    "job": {"Progress": "u", "Doing": "s", "Account": "s"},
}
XML = {"account": ACCOUNT_XML, "trouble": TROUBLE_XML, "job": JOB_XML}
INTERFACE = {"account": "org.mailmedic.Account1", "trouble": "org.mailmedic.Trouble1", "job": "org.mailmedic.Job1"}
MAIN = {"Version": GLib.Variant("s", "0.1.0"), "Confinement": GLib.Variant("s", "full"),
        "KeyringState": GLib.Variant("s", "ok"), "Online": GLib.Variant("b", True)}
SECURITY = {"s": "tls", "": "starttls"}


def say(**event):
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


def variant(kind, name, value):
    if TYPES[kind][name] == "aa{sv}":
        value = [{k: guess(v) for k, v in one.items()} for one in value]
    if TYPES[kind][name] == "a(sssus)":
        value = [tuple(one) for one in value]
    return GLib.Variant(TYPES[kind][name], value)


def guess(value):
    if isinstance(value, bool):
        return GLib.Variant("b", value)
    if isinstance(value, int):
        return GLib.Variant("x", value)
    return GLib.Variant("as", value) if isinstance(value, list) else GLib.Variant("s", value)


def properties_xml(kind):
    return "".join('<property name="%s" type="%s" access="read"/>' % row for row in TYPES[kind].items())


class Agent:
    def __init__(self, connection):
        self.connection = connection
        self.objects = {}  # path -> (kind, properties, registration)
        self.refuse = {}   # method -> [error, words]
        self.outcome = "ok"
        self.on_check = []  # orders carried out when a job is through
        self.job_ms = 150
        self.hide = False   # an account that was added does not appear
        self.jobs = 0
        for interface in Gio.DBusNodeInfo.new_for_xml(AGENT_XML).interfaces:
            connection.register_object(ROOT, interface, self.called, lambda *a: MAIN[a[4]], None)

    def path(self, kind, name):
        return "%s/%s/%s" % (ROOT, kind, "".join(c if c.isalnum() else "_%02x" % ord(c) for c in name))

    def emit(self, path, interface, signal, value):
        self.connection.emit_signal(None, path, interface, signal, value)

    def put(self, kind, name, values):
        path, values = self.path(kind, name), {k: variant(kind, k, v) for k, v in values.items()}
        if path in self.objects:
            self.objects[path][1].update(values)
            self.emit(path, "org.freedesktop.DBus.Properties", "PropertiesChanged",
                      GLib.Variant("(sa{sv}as)", (INTERFACE[kind], values, [])))
            return
        info = Gio.DBusNodeInfo.new_for_xml(XML[kind] % properties_xml(kind)).interfaces[0]
        number = self.connection.register_object(path, info, self.called, lambda *a: self.objects[a[2]][1].get(a[4]), None)
        self.objects[path] = (kind, values, number)
        self.emit(ROOT, "org.freedesktop.DBus.ObjectManager", "InterfacesAdded",
                  GLib.Variant("(oa{sa{sv}})", (path, {INTERFACE[kind]: values})))

    def remove(self, kind, name):
        path = self.path(kind, name)
        self.connection.unregister_object(self.objects.pop(path)[2])
        self.emit(ROOT, "org.freedesktop.DBus.ObjectManager", "InterfacesRemoved",
                  GLib.Variant("(oas)", (path, [INTERFACE[kind]])))

    def order(self, order):
        for name, value in order.items():
            if name in ("put", "remove"):
                getattr(self, name)(*value)
            else:
                setattr(self, name, value)

    def start_job(self, invocation):
        self.jobs += 1
        name = "j%d" % self.jobs
        self.put("job", name, {"Progress": 0, "Doing": "", "Account": ""})
        GLib.timeout_add(self.job_ms // 2, lambda: self.put("job", name, {"Doing": "logging in at imap.example.org"}))
        GLib.timeout_add(self.job_ms, self.end_job, name)
        invocation.return_value(GLib.Variant("(o)", (self.path("job", name),)))

    def end_job(self, name):
        path = self.path("job", name)
        if path in self.objects:
            for order in self.on_check:
                self.order(order)
            self.emit(path, "org.mailmedic.Job1", "Completed", GLib.Variant("(sa{sv})", (self.outcome, {})))

    def called(self, _connection, _sender, path, _interface, method, arguments, invocation):
        say(call=method, path=path, arguments=arguments.unpack())
        if method in self.refuse:
            error, words = self.refuse[method]
            invocation.return_dbus_error("org.mailmedic.Error." + error, words)
            return
        getattr(self, "do_" + method)(path, arguments.unpack(), invocation)

    def do_GetManagedObjects(self, _path, _arguments, invocation):
        found = {p: {INTERFACE[k]: v} for p, (k, v, _n) in self.objects.items()}
        invocation.return_value(GLib.Variant("(a{oa{sa{sv}}})", (found,)))

    def do_Check(self, _path, _arguments, invocation):
        self.start_job(invocation)

    do_Recheck = do_Check

    def do_Cancel(self, path, _arguments, invocation):
        self.emit(path, "org.mailmedic.Job1", "Completed", GLib.Variant("(sa{sv})", ("cancelled", {})))
        invocation.return_value(None)

    def do_Dismiss(self, path, _arguments, invocation):
        name = self.objects[path][1]["Id"].unpack()
        invocation.return_value(None)
        self.put("trouble", name, {"State": "dismissed"})

    def do_Report(self, _path, _arguments, invocation):
        invocation.return_value(GLib.Variant("(s)", ("A report.\nOf two lines \x1b[31m.\n",)))

    def do_AddAccount(self, _path, arguments, invocation):
        address, options = arguments
        servers = []
        for protocol in ("imap", "pop3", "smtp"):
            if protocol in options:
                scheme, _, rest = options[protocol].partition("://")
                host, _, port = rest.rpartition(":")
                servers.append([protocol, host, SECURITY[scheme[4:]], int(port), options.get("user", address)])
        if self.hide:
            invocation.return_value(GLib.Variant("(s)", ("ann-1",)))
            return
        self.put("account", "ann-1", {"Id": "ann-1", "Address": address, "Provider": options.get("provider", ""),
                                      "CaFile": options.get("ca-file", ""), "Servers": servers, "State": "unknown",
                                      "Services": [], "LastChecked": 0, "MayTryNow": True, "NextTry": 0, "WhyNot": "", "Watching": False,
                                      "Timeline": []})
        invocation.return_value(GLib.Variant("(s)", ("ann-1",)))

    def do_RemoveAccount(self, _path, arguments, invocation):
        if not self.hide:
            self.remove("account", arguments[0])
        invocation.return_value(None)


NOTIFICATIONS_XML = """<node><interface name="org.freedesktop.Notifications">
 <method name="GetCapabilities"><arg direction="out" type="as"/></method>
 <method name="GetServerInformation"><arg direction="out" type="s"/><arg direction="out" type="s"/>
  <arg direction="out" type="s"/><arg direction="out" type="s"/></method>
 <method name="Notify"><arg direction="in" type="s"/><arg direction="in" type="u"/><arg direction="in" type="s"/>
  <arg direction="in" type="s"/><arg direction="in" type="s"/><arg direction="in" type="as"/>
  <arg direction="in" type="a{sv}"/><arg direction="in" type="i"/><arg direction="out" type="u"/></method>
 <method name="CloseNotification"><arg direction="in" type="u"/></method>
 <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
 <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
 <signal name="ActivationToken"><arg type="u"/><arg type="s"/></signal></interface></node>"""


class Notifications:
    def __init__(self, connection, capabilities):
        self.connection = connection
        self.capabilities = capabilities
        self.last = 0
        info = Gio.DBusNodeInfo.new_for_xml(NOTIFICATIONS_XML).interfaces[0]
        connection.register_object("/org/freedesktop/Notifications", info, self.called, None, None)

    def emit(self, signal, type_, *values):
        self.connection.emit_signal(None, "/org/freedesktop/Notifications", "org.freedesktop.Notifications", signal,
                                    GLib.Variant(type_, values))

    def order(self, order):
        if "action" in order:
            number, key, token = order["action"]
            if token:
                self.emit("ActivationToken", "(us)", number, token)
            self.emit("ActionInvoked", "(us)", number, key)
        if "close" in order:
            self.emit("NotificationClosed", "(uu)", *order["close"])

    def called(self, _connection, _sender, _path, _interface, method, arguments, invocation):
        getattr(self, "do_" + method)(arguments.unpack(), invocation)

    def do_GetCapabilities(self, _arguments, invocation):
        invocation.return_value(GLib.Variant("(as)", (self.capabilities,)))

    def do_GetServerInformation(self, _arguments, invocation):
        invocation.return_value(GLib.Variant("(ssss)", ("fake", "tests", "1", "1.2")))

    def do_Notify(self, arguments, invocation):
        name, replaces, icon, title, body, actions, hints, timeout = arguments
        if not replaces:
            self.last += 1
        number = replaces or self.last
        say(notify=number, replaces=replaces, name=name, icon=icon, title=title, body=body, actions=actions,
            hints={k: v for k, v in hints.items() if isinstance(v, (str, int))}, timeout=timeout)
        invocation.return_value(GLib.Variant("(u)", (number,)))

    def do_CloseNotification(self, arguments, invocation):
        say(closed=arguments[0])
        invocation.return_value(None)
        self.emit("NotificationClosed", "(uu)", arguments[0], 3)


def main():
    connection = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    loop = GLib.MainLoop()
    if sys.argv[1] == "agent":
        peer, name = Agent(connection), "org.mailmedic.Mailmedic"
    else:
        peer, name = Notifications(connection, sys.argv[2:]), "org.freedesktop.Notifications"

    def on_input(channel, _condition):
        line = channel.readline()
        if not line:
            loop.quit()
            return False
        peer.order(json.loads(line))
        say(obeyed=json.loads(line))
        return True
    GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, on_input)
    Gio.bus_own_name_on_connection(connection, name, Gio.BusNameOwnerFlags.NONE, lambda *_: say(ready=name), None)
    loop.run()


main()
