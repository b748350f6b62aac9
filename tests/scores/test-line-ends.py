#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The LF, CRLF and CR form of a mail is the same mail: the answers are identical apart from `file` (TAP).

Over our own tests/mail and, where it is beside this checkout, the shared data; it is read in place and its other forms
live in a temporary folder only. DIFFERENCES=FILE lists every difference: mail, form, field, both values.
"""
import json
import os
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
MAILMEDIC = os.path.join(os.environ['MM_BIN'], 'mailmedic')
SETS = [('our own mails', os.path.join(HERE, '..', 'mail')),
        ('the shared bounces', os.path.join(os.environ.get('MM_SHARED', ''), 'data/bounces/mails'))]
ENDS = (b'\n', b'\r\n', b'\r')
NAMES = ('LF', 'CRLF', 'CR')
SHOWN = 20


def form(mail, end):
    """Every line end of the mail, whichever it was, as `end`."""
    return mail.replace(b'\r\n', b'\n').replace(b'\r', b'\n').replace(b'\n', end)


def mails(folder):
    names = sorted(name for name in os.listdir(folder) if not name.startswith('.'))
    return [name for name in names if name.endswith('.eml') or 'data' in folder]


def answers(folder, names):
    """Of each mail the answers to its three forms; `index` counts within its set."""
    with tempfile.TemporaryDirectory(prefix='mm-line-ends-') as work:
        paths = []
        for name in names:
            with open(os.path.join(folder, name), 'rb') as file:
                mail = file.read()
            for number, end in enumerate(ENDS):
                # The suffix: a mail that begins with "From " is still one mail.
                paths.append(os.path.join(work, '%s.%d.eml' % (name, number)))
                with open(paths[-1], 'wb') as file:
                    file.write(form(mail, end))
        listed = os.path.join(work, 'list')
        with open(listed, 'w', encoding='utf-8') as file:
            file.write(''.join(path + '\n' for path in paths))
        run = subprocess.run([MAILMEDIC, 'diagnose', '--json', '--from-lines', listed], stdout=subprocess.PIPE, check=False)
    lines = [json.loads(line) for line in run.stdout.decode('utf-8').split('\n') if line]
    assert [line['file'] for line in lines] == paths, 'one answer each, in order'
    for line in lines:
        del line['file']
    return [lines[3 * i:3 * i + 3] for i in range(len(names))]


def differences(folder):
    names, found = mails(folder), []
    for name, told in zip(names, answers(folder, names)):
        for number in (1, 2):
            for field in sorted(set(told[0]) | set(told[number])):
                if told[0].get(field) != told[number].get(field):
                    found.append((name, NAMES[number], field, told[0].get(field), told[number].get(field)))
    return len(names), found


print('1..%d' % len(SETS))
for count, (what, where) in enumerate(SETS, 1):
    title = 'the three forms of %s have the same answers' % what
    if not os.path.isdir(where):
        print('ok %d - %s # SKIP the shared data is not beside this checkout' % (count, title))
        continue
    total, wrong = differences(where)
    for row in wrong[:SHOWN]:
        print('# %s, %s, %s: %s | %s' % tuple(str(word)[:200] for word in row))
    print('%s %d - %s (%d mails, %d of them differ)' % ('not ok' if wrong or not total else 'ok', count, title, total, len({row[0] for row in wrong})))
    if wrong and os.environ.get('DIFFERENCES'):
        with open(os.environ['DIFFERENCES'], 'a', encoding='utf-8') as list_of_them:
            list_of_them.write(''.join('\t'.join(str(word) for word in row) + '\n' for row in wrong))
