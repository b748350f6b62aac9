#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The demo ends by itself, well, and shows whose job each trouble is.
set -u
: "${MM_STAGE:?run by make check}" "${MM_PREFIX:?run by make check}"
here=$(cd "$(dirname "$0")" && pwd)
for program in dbus-daemon gnome-keyring-daemon openssl; do
	command -v "$program" >/dev/null || { echo "1..0 # SKIP $program is not installed"; exit 0; }
done
shown=$(MAILMEDIC_DEMO_TRACE=1 timeout 120 "$here/demo.sh" "$MM_STAGE" "$MM_PREFIX" 2>&1)
status=$?
n=0 failed=0
answer() { # STATUS NAME
	n=$((n + 1))
	if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; fi
}
has() { grep -q -- "$1" <<<"$shown"; }

[ "$status" = 0 ]; answer $? "the demo ends by itself with exit 0"
has "you can fix this"; answer $? "a trouble is yours to fix"
has "your postmaster can fix this"; answer $? "a trouble is your postmaster's to fix"
has "the recipient has to fix this"; answer $? "a trouble is the recipient's to fix"
has "AccountFrozen"; answer $? "the server's words are quoted"
has "works again"; answer $? "one trouble heals"
has "5 troubles told, 1 healed, 4 open"; answer $? "the summary counts them"
[ "$failed" = 0 ] || sed 's/^/# /' <<<"$shown"
echo "1..$n"
exit $failed
