# SPDX-License-Identifier: GPL-3.0-or-later
# Mailmedic for the bench's idle.sh: agent, watcher, and what the agent starts; one IMAP account. MM_BIN and MM_LIBEXEC name the staged programs.
# Sourced inside the bench's private desktop, which gives AHOST IMAPS AUSER APASS CA.
peer_start() {
	"$MM_LIBEXEC/mailmedic-agent" &
	for _ in $(seq 100); do
		gdbus call --session -d org.freedesktop.DBus -o /org/freedesktop/DBus -m org.freedesktop.DBus.NameHasOwner \
			org.mailmedic.Mailmedic | grep -q true && break
		sleep 0.1
	done
	printf '%s\n' "$APASS" | "$MM_BIN/mailmedic" add "$AUSER@example.test" --user "$AUSER" --imap "imaps://$AHOST:$IMAPS" \
		--ca-file "$CA" --password-stdin
}
