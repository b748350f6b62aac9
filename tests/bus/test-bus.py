#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The agent's D-Bus side (agent/bus*.c) behind tests/bus/bus-peer, on a private bus, as other programs meet it. TAP."""
import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree

try:
    import gi
    gi.require_version('Gio', '2.0')
    from gi.repository import Gio, GLib
except (ImportError, ValueError) as missing:
    print('1..0 # SKIP needs PyGObject: %s' % missing)
    sys.exit(0)

BUILD = os.environ.get('MM_BUILD', '.')
SOURCE = os.environ.get('MM_SRC', os.path.join(os.path.dirname(os.path.abspath(__file__)), '../..'))
PEER = os.environ.get('MM_BUS_PEER', os.path.join(BUILD, 'tests/bus/bus-peer'))      # e.g. "valgrind -q …/bus-peer"
NAME, ROOT = 'org.mailmedic.Mailmedic', '/org/mailmedic/Mailmedic'
MAIN, ACCOUNT, TROUBLE, JOB = ('org.mailmedic.%s1' % n for n in ('Mailmedic', 'Account', 'Trouble', 'Job'))
PROPERTIES, MANAGER = 'org.freedesktop.DBus.Properties', 'org.freedesktop.DBus.ObjectManager'
STANDARD, OURS = 'org.freedesktop.DBus.Error.', 'org.mailmedic.Error.'
PATIENCE = 90                                        # seconds until a test gives up; nothing is asserted about time
CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
<limit name="max_message_size">134217728</limit><limit name="max_incoming_bytes">1000000000</limit>
<limit name="max_outgoing_bytes">1000000000</limit><limit name="max_connections_per_user">4096</limit>
<limit name="max_completed_connections">4096</limit><limit name="max_replies_per_connection">50000</limit></busconfig>
"""


class Bus:
    """A private dbus-daemon."""

    def __init__(self):
        with tempfile.NamedTemporaryFile('w', suffix='.conf', delete=False) as config:
            config.write(CONFIG)
        self.daemon = subprocess.Popen(['dbus-daemon', '--nofork', '--print-address', '--config-file=' + config.name],
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = self.daemon.stdout.readline().strip()
        os.unlink(config.name)

    def die(self):
        self.daemon.send_signal(signal.SIGKILL)
        self.daemon.wait()
        self.daemon.stdout.close()


class Peer:
    """bus-peer on a bus: orders in, what it says out."""

    def __init__(self, bus):
        self.process = subprocess.Popen(shlex.split(PEER), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=dict(os.environ, DBUS_SESSION_BUS_ADDRESS=bus.address))
        self.said = []
        self.news = threading.Condition()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            with self.news:
                self.said.append(json.loads(line))
                self.news.notify_all()

    def hear(self, key, after=0):
        """Waits for a line with that key, from the line number given on."""
        with self.news:
            wait = lambda: any(key in line for line in self.said[after:])
            assert self.news.wait_for(wait, PATIENCE), 'never heard %s' % key
            return [line for line in self.said[after:] if key in line]

    def order(self, *order):
        heard = len(self.said)
        self.process.stdin.write(json.dumps(order) + '\n')
        self.process.stdin.flush()
        self.hear('did', heard)

    def calls(self):
        """What reached the model so far."""
        self.order('nothing')
        return [line for line in self.said if 'call' in line]

    def status(self, field):
        with open('/proc/%d/status' % self.process.pid) as status:
            return next(int(line.split()[1]) for line in status if line.startswith(field + ':'))

    def end(self):
        self.process.stdin.close()
        return self.process.wait(PATIENCE)


class Client:
    """One program on the bus: a connection of its own, so a quota of its own."""

    def __init__(self, bus):
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.connection = Gio.DBusConnection.new_for_address_sync(bus.address, flags, None, None)
        self.signals = []
        self.connection.signal_subscribe(NAME, None, None, None, None, Gio.DBusSignalFlags.NONE, self.on_signal)
        self.connection.call_sync('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'GetId', None, None,
                                  Gio.DBusCallFlags.NONE, -1, None)          # from here on the bus knows of the subscription

    def on_signal(self, connection, sender, path, interface, name, parameters):
        self.signals.append((path, interface, name, parameters.unpack()))

    def call(self, path, interface, method, arguments=None):
        return self.connection.call_sync(NAME, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE,
                                         PATIENCE * 1000, None).unpack()

    def fails(self, *call):
        """The name of the error and its words."""
        try:
            answer = self.call(*call)
        except GLib.Error as error:
            name = Gio.DBusError.get_remote_error(error)
            return name, error.message.split(name + ': ', 1)[1]
        raise AssertionError('%s was answered: %r' % (call, answer))

    def objects(self):
        return self.call(ROOT, MANAGER, 'GetManagedObjects')[0]

    def get(self, path, interface, name):
        return self.call(path, PROPERTIES, 'Get', GLib.Variant('(ss)', (interface, name)))[0]

    def heard(self, name):
        """The signals of that name so far; everything sent before now has arrived after a round trip."""
        self.call(ROOT, 'org.freedesktop.DBus.Peer', 'Ping')
        while GLib.MainContext.default().iteration(False):
            pass
        return [signal for signal in self.signals if signal[2] == name]

    def await_signal(self, name, count=1):
        deadline = time.monotonic() + PATIENCE
        while sum(signal[2] == name for signal in self.signals) < count:
            assert time.monotonic() < deadline, 'no %s' % name
            GLib.MainContext.default().iteration(False) or time.sleep(0.01)
        return [signal for signal in self.signals if signal[2] == name]

    def leave(self):
        self.connection.close_sync(None)


def options(**given):
    return {key.replace('_', '-'): GLib.Variant('s', value) for key, value in given.items()}


def check(client, account='', **given):
    return client.call(ROOT, MAIN, 'Check', GLib.Variant('(sa{sv})', (account, options(**given))))[0]


def explain(text, given=None):
    return ROOT, MAIN, 'Explain', GLib.Variant('(sa{sv})', (text, given or {}))


def path_of(kind, escaped):
    return '%s/%s/%s' % (ROOT, kind, escaped)


TROUBLE_BAG = {'Id': 't-1', 'Account': ['account', 'ada'], 'AccountId': 'ada', 'Cause': 'wrong-password', 'Causes': ['wrong-password', 'b'],
               'Steps': ['one', 'two'], 'Count': 4294967295, 'Since': 9000000000, 'Notify': True,
               'Evidence': [{'protocol': 'imap', 'said': '535 “no”', 'time': 9000000000, 'ok': False, 'causes': [], 'none': None}, {}]}


# --- the tests: each gets the bus, the peer and a fresh client ---

def objects_put_before_the_name_are_listed_with_every_property(bus, peer, client):
    bag = client.objects()[path_of('account', 'ada')]
    assert list(bag) == [ACCOUNT], bag
    assert bag[ACCOUNT]['Address'] == 'ada@example.org'
    assert bag[ACCOUNT]['Servers'] == [] and bag[ACCOUNT]['LastChecked'] == 0 and bag[ACCOUNT]['MayTryNow'] is False
    assert ROOT not in client.objects()
    assert client.get(ROOT, MAIN, 'Online') is True and client.get(ROOT, MAIN, 'Confinement') == ''


def a_new_object_is_announced_with_its_values_in_the_types_of_the_contract(bus, peer, client):
    peer.order('put', 'trouble', 't-1', TROUBLE_BAG)
    (path, interface, name, (added, bag)), = client.await_signal('InterfacesAdded')
    assert (path, interface, added) == (ROOT, MANAGER, path_of('trouble', 't_2d1'))
    assert bag[TROUBLE]['Account'] == path_of('account', 'ada')
    raw = client.connection.call_sync(NAME, added, PROPERTIES, 'GetAll', GLib.Variant('(s)', (TROUBLE,)), None,
                                      Gio.DBusCallFlags.NONE, -1, None).get_child_value(0)
    types = {name: raw.lookup_value(name, None).get_type_string() for name in raw.unpack()}
    assert types == {row.get('name'): row.get('type') for row in installed(TROUBLE).iter('property')}, types
    assert raw.unpack()['Evidence'] == [{'protocol': 'imap', 'said': '535 “no”', 'time': 9000000000, 'ok': False, 'causes': []}, {}]
    assert raw.unpack()['Count'] == 4294967295 and raw.unpack()['Since'] == 9000000000


def only_what_differs_is_in_properties_changed(bus, peer, client):
    peer.order('put', 'trouble', 't-1', TROUBLE_BAG)
    assert client.heard('PropertiesChanged') == []
    peer.order('put', 'trouble', 't-1', {'Cause': 'account-frozen', 'Notify': True})
    (path, _, _, what), = client.heard('PropertiesChanged')
    assert path == path_of('trouble', 't_2d1') and what == (TROUBLE, {'Cause': 'account-frozen'}, []), what
    assert client.get(path, TROUBLE, 'Steps') == ['one', 'two']


def unknown_keys_and_wrong_types_from_the_model_change_nothing(bus, peer, client):
    peer.order('put', 'trouble', 't-1', {'Colour': 'red', 'Count': -1, 'Steps': 'one', 'Account': 'no path', 'Evidence': [1], 'Notify': 1})
    assert client.heard('PropertiesChanged') == []
    assert client.get(path_of('trouble', 't_2d1'), TROUBLE, 'Count') == 4294967295


def a_removed_object_is_announced_and_unknown_afterwards(bus, peer, client):
    peer.order('remove', 'trouble', 't-1')
    (_, _, _, what), = client.heard('InterfacesRemoved')
    assert what == (path_of('trouble', 't_2d1'), [TROUBLE]), what
    assert client.fails(path_of('trouble', 't_2d1'), TROUBLE, 'Report')[0] == STANDARD + 'UnknownObject'
    assert path_of('trouble', 't_2d1') not in client.objects()


def gio_s_object_manager_follows_everything(bus, peer, client):
    manager = Gio.DBusObjectManagerClient.new_sync(client.connection, Gio.DBusObjectManagerClientFlags.NONE, NAME, ROOT, None, None, None)
    value = lambda name: manager.get_interface(path_of('trouble', 'm'), TROUBLE).get_cached_property(name).unpack()

    def follow(condition):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline
            GLib.MainContext.default().iteration(False) or time.sleep(0.01)
    assert manager.get_interface(path_of('account', 'ada'), ACCOUNT).get_cached_property('Id').unpack() == 'ada'
    peer.order('put', 'trouble', 'm', {'State': 'open', 'Steps': ['one']})
    follow(lambda: manager.get_object(path_of('trouble', 'm')))
    peer.order('put', 'trouble', 'm', {'State': 'healed'})
    follow(lambda: value('State') == 'healed' and value('Steps') == ['one'])
    peer.order('remove', 'trouble', 'm')
    follow(lambda: not manager.get_object(path_of('trouble', 'm')))


def servers_and_services_of_an_account_arrive_as_written(bus, peer, client):
    server = ['imap', 'imap.example.org', 'tls', 993, 'ada']
    peer.order('put', 'account', 'ada', {'Servers': [server], 'Services': [{'protocol': 'imap', 'ok': True, 'causes': []}]})
    assert client.get(path_of('account', 'ada'), ACCOUNT, 'Servers') == [tuple(server)]
    assert client.get(path_of('account', 'ada'), ACCOUNT, 'Services') == [{'protocol': 'imap', 'ok': True, 'causes': []}]
    peer.order('put', 'account', 'ada', {'Servers': [server[:4]], 'Services': [{'protocol': [1]}]})
    assert client.get(path_of('account', 'ada'), ACCOUNT, 'Servers') == [tuple(server)]


def any_id_makes_a_valid_path(bus, peer, client):
    for name, escaped in (('../../x', '_2e_2e_2f_2e_2e_2fx'), ('a\nb', 'a_0ab'), ('%s', '_25s'), ('', '_'), ('ü', '_c3_bc'), ('x' * 10240, 'x' * 10240)):
        peer.order('put', 'account', name, {'Id': name})
        assert client.get(path_of('account', escaped), ACCOUNT, 'Id') == name
        peer.order('remove', 'account', name)
    assert [p for p in client.objects() if '/account/' in p] == [path_of('account', 'ada')]


def installed(interface):
    """The XML file that the build prints from the tables."""
    text = open(os.path.join(BUILD, 'agent', interface + '.xml')).read() if os.path.exists(
        os.path.join(BUILD, 'agent', interface + '.xml')) else subprocess.check_output([os.path.join(BUILD, 'agent/bus-print'), interface], text=True)
    return ElementTree.fromstring(text).find('interface')


def introspect(client, path):
    text = client.call(path, 'org.freedesktop.DBus.Introspectable', 'Introspect')[0]
    Gio.DBusNodeInfo.new_for_xml(text)
    return ElementTree.fromstring(text)


def every_node_introspects_as_installed_and_lists_its_children(bus, peer, client):
    for path, interface, children in (('/', None, ['org']), ('/org/mailmedic', None, ['Mailmedic']), (ROOT, MAIN, ['account']),
                                      (ROOT + '/account', None, ['ada']), (path_of('account', 'ada'), ACCOUNT, [])):
        node = introspect(client, path)
        assert [child.get('name') for child in node.findall('node')] == children, path
        found = {row.get('name'): row for row in node.findall('interface')}
        assert ('org.freedesktop.DBus.Introspectable' in found) and ('org.freedesktop.DBus.Peer' in found)
        assert (PROPERTIES in found) == bool(interface) and (MANAGER in found) == (path == ROOT)
        if interface:
            assert ElementTree.tostring(found[interface]).strip() == ElementTree.tostring(installed(interface)).strip()


def properties_answers_by_name_and_refuses_to_set(bus, peer, client):
    ask = lambda method, kind, *given: client.fails(path_of('account', 'ada'), PROPERTIES, method, GLib.Variant(kind, given))[0]
    assert client.get(path_of('account', 'ada'), '', 'Id') == 'ada'
    assert ask('Get', '(ss)', ACCOUNT, 'Password') == STANDARD + 'UnknownProperty'
    assert ask('Get', '(ss)', 'org.example.No', 'Id') == STANDARD + 'UnknownInterface'
    assert ask('Get', '(ss)', PROPERTIES, 'Id') == STANDARD + 'UnknownProperty'
    assert ask('Get', '(s)', ACCOUNT) == STANDARD + 'InvalidArgs'
    assert ask('GetAll', '(s)', 'ü' * 100000) == STANDARD + 'UnknownInterface'
    assert ask('Set', '(ssv)', ACCOUNT, 'Address', GLib.Variant('s', 'eve@example.org')) == STANDARD + 'PropertyReadOnly'
    assert ask('Set', '(ssv)', ACCOUNT, 'Nothing', GLib.Variant('s', '')) == STANDARD + 'UnknownProperty'
    assert client.call(path_of('account', 'ada'), PROPERTIES, 'GetAll', GLib.Variant('(s)', (PROPERTIES,)))[0] == {}
    assert client.get(path_of('account', 'ada'), ACCOUNT, 'Address') == 'ada@example.org'


def what_is_not_there_is_named_by_the_standard_errors(bus, peer, client):
    before = len(peer.calls())
    assert client.fails('/org/mailmedic/Mailmedic/account/_2e_2e', ACCOUNT, 'Check')[0] == STANDARD + 'UnknownObject'
    assert client.fails('/org/mailmedic/Mailmedic2', MAIN, 'Check')[0] == STANDARD + 'UnknownObject'
    assert client.fails(ROOT, ACCOUNT, 'Check')[0] == STANDARD + 'UnknownInterface'
    assert client.fails(path_of('account', 'ada'), MANAGER, 'GetManagedObjects')[0] == STANDARD + 'UnknownInterface'
    assert client.fails('/org', PROPERTIES, 'GetAll', GLib.Variant('(s)', ('',)))[0] == STANDARD + 'UnknownInterface'
    assert client.fails(ROOT, MAIN, 'GetPassword')[0] == STANDARD + 'UnknownMethod'
    assert len(peer.calls()) == before, 'the model was asked'


def a_call_without_an_interface_finds_its_method(bus, peer, client):
    def call(method, body=None):
        message = Gio.DBusMessage.new_method_call(NAME, ROOT, None, method)
        message.set_body(body or GLib.Variant('()', ()))
        answer = client.connection.send_message_with_reply_sync(message, Gio.DBusSendMessageFlags.NONE, -1, None)[0]
        return answer.get_error_name() or answer.get_body().unpack()
    assert path_of('account', 'ada') in call('GetManagedObjects')[0]
    assert call('Explain', GLib.Variant('(s)', ('x',)))[0]['cause'] == 'x'
    assert call('M' * 255) == STANDARD + 'UnknownMethod'


def arguments_of_the_wrong_type_never_reach_the_model(bus, peer, client):
    before = len(peer.calls())
    wrong = OURS + 'InvalidArguments'
    for arguments in (None, GLib.Variant('(i)', (1,)), GLib.Variant('(sas)', ('', [])), GLib.Variant('(sa{sv}s)', ('', {}, '')),
                      GLib.Variant('(v)', (GLib.Variant('s', ''),)), GLib.Variant('(sa{ss})', ('', {}))):
        name, words = client.fails(ROOT, MAIN, 'Check', arguments)
        assert name == wrong and 'Check takes' in words, (name, words)
    number = {'imap': GLib.Variant('i', 1)}
    name, words = client.fails(ROOT, MAIN, 'AddAccount', GLib.Variant('(sa{sv})', ('a@example.org', number)))
    assert name == wrong and '“imap”' in words, words
    assert client.fails(path_of('account', 'ada'), ACCOUNT, 'Check', GLib.Variant('(s)', ('',)))[0] == wrong
    assert len(peer.calls()) == before, 'the model was asked'


def options_may_be_missing_and_unknown_ones_are_passed_over(bus, peer, client):
    given = dict(options(imap='imaps://i.example.org', ca_file='/ca.pem'), colour=GLib.Variant('(ii)', (1, 2)))
    assert client.call(ROOT, MAIN, 'AddAccount', GLib.Variant('(sa{sv})', ('a@example.org', given))) == ('new',)
    assert peer.calls()[-1]['arguments'] == ['a@example.org', {'imap': 'imaps://i.example.org', 'ca-file': '/ca.pem'}]
    assert client.call(ROOT, MAIN, 'AddAccount', GLib.Variant('(s)', ('a@example.org',))) == ('new',)
    assert peer.calls()[-1]['arguments'] == ['a@example.org', {}]


def explain_answers_a_dictionary(bus, peer, client):
    answer = client.call(*explain('535 no', options(protocol='imap')))[0]
    assert answer == {'cause': '535 no', 'causes': ['one', 'two'], 'sure': True, 'count': 7, 'deep': [{'key': 'value'}]}, answer
    assert client.fails(*explain('wrong answer'))[0] == OURS + 'Failed'


def errors_are_named_and_say_what_to_do(bus, peer, client):
    name, words = client.fails(ROOT, MAIN, 'Check', GLib.Variant('(sa{sv})', ('nobody', {})))
    assert name == OURS + 'NotFound' and 'mailmedic accounts' in words
    assert client.fails(ROOT, MAIN, 'AddAccount', GLib.Variant('(s)', ('twice@example.org',)))[0] == OURS + 'Exists'
    peer.order('put', 'trouble', 't2', {})
    assert client.fails(path_of('trouble', 't2'), TROUBLE, 'Recheck')[0] == OURS + 'NotNow'


def text_that_is_not_utf8_is_cleaned_and_the_connection_lives(bus, peer, client):
    name, words = client.fails(ROOT, MAIN, 'RemoveAccount', GLib.Variant('(s)', ('ada',)))
    assert name == OURS + 'Failed' and words.startswith('the server said \ufffd'), words
    assert client.call(path_of('trouble', 't2'), TROUBLE, 'Report') == ('not\ufffd(UTF-8',)


def the_model_may_remove_the_object_it_is_called_on(bus, peer, client):
    assert client.call(path_of('trouble', 't2'), TROUBLE, 'Dismiss', GLib.Variant('(a{sv})', ({},))) == ()
    assert client.fails(path_of('trouble', 't2'), TROUBLE, 'Dismiss')[0] == STANDARD + 'UnknownObject'


def long_strings_are_refused_and_their_memory_given_back(bus, peer, client):
    assert client.call(*explain('x' * 4096))[0]['cause'] == 'x' * 4096
    before, asked = peer.status('VmRSS'), len(peer.calls())
    for size in (4097, 100000, 100000000):
        name, words = client.fails(*explain('x' * size))
        assert name == OURS + 'LimitsExceeded' and '“text”' in words, (name, words)
    assert client.fails(*explain('x', options(server='h' * 4097)))[0] == OURS + 'LimitsExceeded'
    assert client.fails(*explain('x', {'k' * 5000: GLib.Variant('s', '')}))[0] == OURS + 'LimitsExceeded'
    assert client.fails(*explain('x', {'k%d' % i: GLib.Variant('s', '') for i in range(33)}))[0] == OURS + 'LimitsExceeded'
    assert len(peer.calls()) == asked, 'the model was asked'
    assert sanitized() or peer.status('VmRSS') < before + 2048, (before, peer.status('VmRSS'))
    print('# 100 MB string: %d KiB at most, %d KiB before, %d KiB after' % (peer.status('VmHWM'), before, peer.status('VmRSS')))


def a_job_is_an_object_that_says_when_it_is_completed(bus, peer, client):
    job = check(client)
    assert job.startswith(ROOT + '/job/j') and client.get(job, JOB, 'Doing') == 'thinking'
    peer.order('put', 'job', job.rsplit('/', 1)[1], {'Progress': 50})
    peer.order('completed', job.rsplit('/', 1)[1], 'ok', {'services': 2})
    assert [s[3][1] for s in client.heard('PropertiesChanged')] == [{'Progress': 50}]
    assert [(s[0], s[1], s[3]) for s in client.heard('Completed')] == [(job, JOB, ('ok', {'services': 2}))]
    assert client.get(job, JOB, 'Progress') == 50, 'still there to be read'
    peer.order('completed', job.rsplit('/', 1)[1], 'ok', {})
    assert len(client.heard('Completed')) == 1
    FINISHED.append(job)


FINISHED = []


def a_sender_has_at_most_two_running_jobs(bus, peer, client):
    first, second = check(client), client.call(path_of('account', 'ada'), ACCOUNT, 'Check')[0]
    assert client.fails(path_of('account', 'ada'), ACCOUNT, 'Check')[0] == OURS + 'LimitsExceeded'
    other = Client(bus)
    assert check(other) not in (first, second), 'another sender has its own'
    assert client.call(first, JOB, 'Cancel', GLib.Variant('(a{sv})', ({},))) == ()
    assert client.heard('Completed')[-1][3] == ('cancelled', {})
    third = check(client)
    for job in (second, third):
        peer.order('completed', job.rsplit('/', 1)[1], 'failed', {})
    check(client)
    other.leave()


def calls_that_wait_for_a_job_count_as_jobs(bus, peer, client):
    for _ in range(2):
        client.connection.call(NAME, ROOT, MAIN, 'Check', GLib.Variant('(sa{sv})', ('hold', {})), None, Gio.DBusCallFlags.NONE, -1, None, None)
    assert client.fails(ROOT, MAIN, 'Check', GLib.Variant('(s)', ('',)))[0] == OURS + 'LimitsExceeded'
    peer.order('release')
    check(client)


def a_sender_has_at_most_eight_unanswered_calls(bus, peer, client):
    for _ in range(8):
        client.connection.call(NAME, ROOT, MAIN, 'Explain', GLib.Variant('(s)', ('hold',)), None, Gio.DBusCallFlags.NONE, -1, None, None)
    assert client.fails(*explain('x'))[0] == OURS + 'LimitsExceeded'
    assert Client(bus).call(*explain('x'))[0]['cause'] == 'x'
    peer.order('release')
    assert client.call(*explain('x'))[0]['cause'] == 'x'


def a_caller_that_is_gone_before_the_answer_harms_nobody(bus, peer, client):
    gone = Client(bus)
    before = len(peer.calls())
    for method, text in (('Explain', 'hold'), ('Check', 'hold'), ('Check', '')):
        gone.connection.call(NAME, ROOT, MAIN, method, GLib.Variant('(s)', (text,)), None, Gio.DBusCallFlags.NONE, -1, None, None)
    gone.connection.flush_sync(None)
    while len(peer.calls()) < before + 3:
        pass
    gone.leave()
    peer.order('release')
    assert client.call(*explain('x'))[0]['cause'] == 'x'


def a_call_that_wants_no_answer_gets_none(bus, peer, client):
    monitor = subprocess.Popen(['dbus-monitor', '--address', bus.address, "type='method_return'", "type='error'"],
                               stdout=subprocess.PIPE, text=True)
    next(line for line in monitor.stdout if 'NameLost' in line or 'NameAcquired' in line)      # it monitors from here on
    before, serials = len(peer.calls()), []
    for method, flag in (('Explain', 1), ('NoSuchMethod', 1), ('Explain', 0)):
        message = Gio.DBusMessage.new_method_call(NAME, ROOT, MAIN, method)
        message.set_body(GLib.Variant('(s)', ('quiet',)))
        message.set_flags(Gio.DBusMessageFlags(flag))
        serials.append(client.connection.send_message(message, Gio.DBusSendMessageFlags.NONE)[1])
    answered = []
    for line in monitor.stdout:
        if 'destination=%s ' % client.connection.get_unique_name() in line:
            answered.append(int(line.split('reply_serial=')[1].split()[0]))
            if answered[-1] == serials[2]:
                break
    monitor.kill()
    monitor.wait()
    monitor.stdout.close()
    assert serials[0] not in answered and serials[1] not in answered, (serials, answered)
    assert len(peer.calls()) == before + 2


def flood(client, count):
    """Sends all calls before it reads one answer; returns the answers' errors (None: answered)."""
    answers = []

    def done(connection, result):
        try:
            connection.call_finish(result)
            answers.append(None)
        except GLib.Error as error:
            answers.append(Gio.DBusError.get_remote_error(error))
    for number in range(count):
        method = ('Explain', 'NoSuch', 'RemoveAccount')[number % 3]
        client.connection.call(NAME, ROOT, MAIN, method, GLib.Variant('(s)', ('x' * 2000,)), None, Gio.DBusCallFlags.NONE,
                               PATIENCE * 1000, None, done)
    while len(answers) < count:
        GLib.MainContext.default().iteration(True)
    return answers


def a_flood_of_ten_thousand_calls_is_answered_limits_exceeded_in_the_same_memory(bus, peer, client):
    flood(Client(bus), 1000)
    before, asked, started = peer.status('VmRSS'), len(peer.calls()), time.monotonic()
    answers = flood(client, 10000)
    passed = 40 + 20 * (time.monotonic() - started) + 1
    refused = answers.count(OURS + 'LimitsExceeded')
    assert len(answers) - refused <= passed and refused > 5000, (refused, passed)
    assert len(peer.calls()) - asked <= passed
    assert sanitized() or peer.status('VmRSS') < before + 1024, (before, peer.status('VmRSS'))
    assert Client(bus).call(*explain('x'))[0]['cause'] == 'x', 'others are served'
    print('# %d calls: %d refused; %d KiB before, %d KiB after' % (len(answers), refused, before, peer.status('VmRSS')))


def hundreds_of_senders_are_served_and_forgotten(bus, peer, client):
    before = peer.status('VmRSS')
    clients = [Client(bus) for _ in range(200)]
    for _ in range(2):
        for one in clients:
            assert one.call(*explain('x'))[0]['cause'] == 'x'
    for one in clients:
        one.leave()
    assert client.call(*explain('x'))[0]['cause'] == 'x'
    assert sanitized() or peer.status('VmRSS') < before + 1024, (before, peer.status('VmRSS'))


def nothing_wakes_the_agent_while_others_come_and_go(bus, peer, client):
    client.leave()
    while True:                        # the watched senders that left just now wake it, rightly
        before = peer.status('voluntary_ctxt_switches')
        time.sleep(2)
        if peer.status('voluntary_ctxt_switches') == before:
            break
    for _ in range(20):
        stranger = Gio.DBusConnection.new_for_address_sync(
            bus.address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        stranger.close_sync(None)
    time.sleep(1)
    assert peer.status('voluntary_ctxt_switches') == before


def a_second_agent_finds_the_name_taken(bus, peer, client):
    second = Peer(bus)
    assert second.process.wait(PATIENCE) == 3
    assert client.get(path_of('account', 'ada'), ACCOUNT, 'Id') == 'ada'


def finished_jobs_go_by_themselves(bus, peer, client):
    deadline = time.monotonic() + PATIENCE
    watcher = client
    while True:
        jobs = [path for path in watcher.objects() if path in FINISHED]
        if not jobs:
            break
        assert time.monotonic() < deadline, jobs
        time.sleep(1)
    assert FINISHED and client.fails(FINISHED[0], JOB, 'Cancel')[0] == STANDARD + 'UnknownObject'


def at_most_64_finished_jobs_are_kept(bus, peer, client):
    for number in range(100):
        peer.order('put', 'job', 'k%d' % number, {})
        peer.order('completed', 'k%d' % number, 'ok', {})
    kept = [path for path in client.objects() if '/job/k' in path]
    assert len(kept) == 64 and path_of('job', 'k99') in kept and path_of('job', 'k0') not in kept, len(kept)


def when_stdin_ends_the_agent_leaves_the_bus_in_order(bus, peer, client):
    client.connection.call(NAME, ROOT, MAIN, 'Explain', GLib.Variant('(s)', ('x',)), None, Gio.DBusCallFlags.NONE, -1, None, None)
    assert peer.end() == 0, peer.process.returncode


def a_bus_that_dies_is_reported_once_and_everything_ends(bus, peer, client):
    second = Bus()
    lonely = Peer(second)
    lonely.hear('ready')
    caller = Client(second)
    caller.connection.set_exit_on_close(False)
    caller.connection.call(NAME, ROOT, MAIN, 'Explain', GLib.Variant('(s)', ('hold',)), None, Gio.DBusCallFlags.NONE, -1, None, None)
    lonely.hear('call')
    second.die()
    lonely.hear('lost')
    assert lonely.process.wait(PATIENCE) == 0
    assert len([line for line in lonely.said if 'lost' in line]) == 1


def no_bus_at_all_is_an_answer_and_not_a_crash(bus, peer, client):
    nowhere = Peer(type('Nowhere', (), {'address': 'unix:path=/nonexistent/bus'}))
    assert nowhere.process.wait(PATIENCE) == 4
    assert '/nonexistent/bus' in nowhere.hear('failed')[0]['failed']


def sanitized():
    """Memory and wake-ups are not ours to judge under valgrind or the sanitizers."""
    return ' ' in PEER or '#define MM_SANITIZERS 1' in open(os.path.join(BUILD, 'config.h')).read()


TESTS = [
    objects_put_before_the_name_are_listed_with_every_property,
    a_new_object_is_announced_with_its_values_in_the_types_of_the_contract,
    only_what_differs_is_in_properties_changed,
    unknown_keys_and_wrong_types_from_the_model_change_nothing,
    a_removed_object_is_announced_and_unknown_afterwards,
    gio_s_object_manager_follows_everything,
    servers_and_services_of_an_account_arrive_as_written,
    any_id_makes_a_valid_path,
    every_node_introspects_as_installed_and_lists_its_children,
    properties_answers_by_name_and_refuses_to_set,
    what_is_not_there_is_named_by_the_standard_errors,
    a_call_without_an_interface_finds_its_method,
    arguments_of_the_wrong_type_never_reach_the_model,
    options_may_be_missing_and_unknown_ones_are_passed_over,
    explain_answers_a_dictionary,
    errors_are_named_and_say_what_to_do,
    text_that_is_not_utf8_is_cleaned_and_the_connection_lives,
    the_model_may_remove_the_object_it_is_called_on,
    long_strings_are_refused_and_their_memory_given_back,
    a_job_is_an_object_that_says_when_it_is_completed,
    a_sender_has_at_most_two_running_jobs,
    calls_that_wait_for_a_job_count_as_jobs,
    a_sender_has_at_most_eight_unanswered_calls,
    a_caller_that_is_gone_before_the_answer_harms_nobody,
    a_call_that_wants_no_answer_gets_none,
    a_flood_of_ten_thousand_calls_is_answered_limits_exceeded_in_the_same_memory,
    hundreds_of_senders_are_served_and_forgotten,
    a_second_agent_finds_the_name_taken,
    finished_jobs_go_by_themselves,
    at_most_64_finished_jobs_are_kept,
    nothing_wakes_the_agent_while_others_come_and_go,
    a_bus_that_dies_is_reported_once_and_everything_ends,
    no_bus_at_all_is_an_answer_and_not_a_crash,
    when_stdin_ends_the_agent_leaves_the_bus_in_order,
]


def main():
    bus = Bus()
    peer = Peer(bus)
    peer.hear('ready')
    failed = 0
    print('1..%d' % len(TESTS))
    for number, test in enumerate(TESTS, 1):
        words = test.__name__.replace('_', ' ')
        try:
            test(bus, peer, Client(bus))
            print('ok %d - %s' % (number, words), flush=True)
        except Exception as error:                                   # a test that fails must not hide the next ones
            failed += 1
            where = error.__traceback__
            while where.tb_next:
                where = where.tb_next
            print('not ok %d - %s\n# line %d: %s: %s' % (number, words, where.tb_lineno, type(error).__name__, str(error)[:2000]), flush=True)
    if peer.process.poll() is None:
        peer.process.kill()
    bus.die()
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
