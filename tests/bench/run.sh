#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh BENCH WORK [idle|latency|login|inbox]…   the shared bench with us in it. BENCH is its folder, WORK an empty one; see README.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
: "${MM_STAGE:?the staged installation}" "${MM_PREFIX:?its prefix}"
[ $# -ge 2 ] || { sed -n '3s/^# //p' "$0"; exit 2; }
bench=$1 work=$2
shift 2
[ $# -gt 0 ] || set -- idle latency login inbox
mkdir -p "$work"
if [ ! -d "$work/bench" ]; then
	cp -r "$bench" "$work/bench"
	chmod -R u+w "$work/bench"
	cp "$here/peers.d/ours.sh" "$work/bench/peers.d/"
	mv "$work/bench/tools/procstat.py" "$work/bench/tools/procstat-tagged.py"
	cp "$here/family.py" "$work/bench/tools/procstat.py"
fi
export MM_BIN=$MM_STAGE$MM_PREFIX/bin MM_LIBEXEC=$MM_STAGE$MM_PREFIX/libexec/mailmedic
export ANCHORS_WORK=$work/run CA=$work/run/peers/tls/ca.pem
cd "$work/bench"
for what; do
	case $what in
	idle) ./idle.sh ${PEERS-etpan fetchmail} ours ;;
	latency) ./latency.sh raw ${PEERS-etpan fetchmail} && /usr/bin/python3 -B "$here/latency.py" "${N:-10}" ;;
	login) LOGIN_CMD="'$here/worker.sh' login {proto} {host} {port} {user} {pass}" ./login-rtt.sh floor ${PEERS-etpan} cmd ;;
	inbox) ./biginbox.sh g-search5+fetch && BACKLOG=365 OUT=$work/run/inbox.bytes ./biginbox.sh cmd \
		"'$here/worker.sh' inbox imaps \$AHOST \$IMAPS \$BIGUSER \$APASS" ;;
	*) echo "unknown: $what" >&2; exit 2 ;;
	esac
done
