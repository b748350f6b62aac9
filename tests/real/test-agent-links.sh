#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Who decides never parses a stranger's bytes: the agent links none of the libraries that do.
set -u
: "${MM_LIBEXEC:?run by make check}"
agent=$MM_LIBEXEC/mailmedic-agent
worker=$MM_LIBEXEC/mailmedic-worker
n=0

answer() { # STATUS NAME
	n=$((n + 1))
	if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; fi
}

if ! command -v readelf >/dev/null; then
	echo "1..0 # SKIP readelf (binutils) is not installed"
	exit 0
fi
failed=0
needed=$(readelf -d "$agent" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
[ -n "$needed" ]; answer $? "the agent's libraries can be read"
for library in libetpan libgnutls libcurl libcares libseccomp libgtk libnotify; do
	case $needed in *"$library"*) false ;; *) true ;; esac
	answer $? "the agent does not link $library"
done
readelf -d "$worker" | grep -q 'NEEDED.*libgnutls'; answer $? "the worker does (so this test can see it)"
readelf -d "$worker" | grep -qE 'NEEDED.*(libglib|libgio|libsecret|libdbus)'
[ $? = 1 ]; answer $? "the worker links no GLib, libsecret or D-Bus"
for program in "$agent" "$worker"; do
	name=${program##*/}
	readelf -h "$program" | grep -q 'DYN'; answer $? "$name is position independent"
	readelf -d "$program" | grep -qE 'BIND_NOW|FLAGS.*NOW'; answer $? "$name binds at start"
	readelf -lW "$program" | grep -q 'GNU_RELRO'; answer $? "$name has RELRO"
	readelf -lW "$program" | grep 'GNU_STACK' | grep -qv 'RWE'; answer $? "$name has no executable stack"
done
echo "1..$n"
exit $failed
