#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# worker.sh login|inbox PROTO HOST PORT USER PASSWORD   one confined worker, as the agent would run it; exit 0 when it was let in.
# PROTO as the bench names them: imaps imap+tls pop3s pop3+tls smtps smtp+tls. CA names the trusted certificate file.
set -u
: "${MM_LIBEXEC:?}" "${CA:?}"
plugin=$1 protocol=${2%+tls} host=$3 port=$4 user=$5 password=$6
security=tls
case $2 in *+tls) security=starttls ;; esac
protocol=${protocol%s}
job="{\"profile\":\"speak\",\"account\":\"bench-1\",\"address\":\"bench@example.test\",\"provider\":\"\",\"protocol\":\"$protocol\",\"server\":{\"host\":\"$host\",\"port\":$port,\"security\":\"$security\",\"user\":\"$user\"},\"ca_file\":\"$CA\",\"watch\":false,\"login\":true,\"deadline\":${DEADLINE:-120},\"backlog_days\":${BACKLOG:-14},\"marks\":[]}"
"$MM_LIBEXEC/mailmedic-worker" "$plugin" < <(printf '%s\n' "$job") 3< <(printf '"%s"\n' "$password") 2>/dev/null |
	tee >(wc -c >"${OUT:-/dev/null}") | grep -aq '"done":"ok"'
