#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`mailmedic diagnose` and `explain` over the shared data: run to the end, valid JSON, in order; prints the graders' figures (TAP).

The data is read in place from ../shared and is not part of the project; without it everything here is skipped.
"""
import json
import os
import subprocess
import sys
import tempfile

SHARED = os.environ.get('MM_SHARED', '')
MAILMEDIC = os.path.join(os.environ['MM_BIN'], 'mailmedic')
EXPECT = os.path.join(SHARED, 'data/bounces/expect.jsonl')
RESPONSES = os.path.join(SHARED, 'data/responses.dev.jsonl')
FIELDS = {'schema', 'file', 'index', 'kind', 'confidence', 'reporter', 'message_id', 'subject', 'arrived', 'recipients', 'problem'}
RECIPIENT = {'address', 'lasts', 'cause', 'causes', 'fixer', 'code', 'enhanced', 'said', 'host', 'client_ip'}


def rows(path):
    with open(path, encoding='utf-8') as lines:
        return [json.loads(line) for line in lines]


def answers(arguments, text=b''):
    run = subprocess.run([MAILMEDIC] + arguments, input=text, stdout=subprocess.PIPE)
    return run.returncode, [json.loads(line.decode('utf-8')) for line in run.stdout.split(b'\n') if line]


def grade(script, data):
    run = subprocess.run([sys.executable, os.path.join(SHARED, 'score', script), data, '--mailmedic', MAILMEDIC], capture_output=True, text=True)
    print('# ' + (run.stdout + run.stderr).strip().split('\n')[-1])
    return run.returncode == 0


def diagnose_list():
    """The issue's own way: the list of files, in the order of the expectations, read by two workers side by side."""
    paths = [os.path.join(os.path.dirname(EXPECT), row['file']) for row in rows(EXPECT)]
    with tempfile.NamedTemporaryFile('w', suffix='.list') as listed:
        listed.write(''.join(path + '\n' for path in paths))
        listed.flush()
        status, got = answers(['diagnose', '--json', '--jobs', '2', '--from-lines', listed.name])
    return status == 0 and [g['file'] for g in got] == paths and all(FIELDS <= set(g) for g in got) and \
        all(RECIPIENT <= set(r) and r['cause'] == r['causes'][0] for g in got for r in g['recipients'])


def diagnose_folder():
    folder = os.path.join(os.path.dirname(EXPECT), 'mails')
    got = answers(['diagnose', '--json', folder])[1]
    return [g['file'] for g in got] == sorted(os.path.join(folder, name) for name in os.listdir(folder) if not name.startswith('.'))


def explain_batch():
    asked = rows(RESPONSES)
    text = ''.join(json.dumps({k: row[k] for k in ('id', 'protocol', 'stage', 'provider', 'response') if row.get(k)}) + '\n' for row in asked)
    status, got = answers(['explain', '--json', '--batch'], text.encode())
    return status == 0 and [g['id'] for g in got] == [row['id'] for row in asked] and all(g['cause'] == g['causes'][0] and g['steps'] for g in got)


TESTS = [('every mail of the list is diagnosed, in order, with every field of the contract', diagnose_list),
         ('a folder is walked in order', diagnose_folder),
         ('the bounces are graded', lambda: grade('diagnose.py', EXPECT)),
         ('every response of the batch is explained, in order', explain_batch),
         ('the responses are graded', lambda: grade('explain.py', RESPONSES))]

print('1..%d' % len(TESTS))
for number, (name, test) in enumerate(TESTS, 1):
    if not os.path.exists(EXPECT):
        print('ok %d - %s # SKIP the shared data is not beside this checkout' % (number, name))
    else:
        print('%s %d - %s' % ('ok' if test() else 'not ok', number, name))
