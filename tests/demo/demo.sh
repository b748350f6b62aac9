#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# demo.sh STAGE PREFIX: shows Mailmedic at work on made-up servers, in a private session. See demo.py.
exec /usr/bin/python3 -B "$(dirname "$0")/demo.py" "$@"
