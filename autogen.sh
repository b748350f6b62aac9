#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# autogen.sh             makes ./configure (autoreconf)
# autogen.sh demo        installs what is missing, builds, and runs the main job on an embedded mail server
# autogen.sh check       installs what is missing, builds, and runs all tests
#   --yes                do not ask before installing packages
#   --no-install         install nothing; say what is missing
#   --sanitizers         build with AddressSanitizer and UndefinedBehaviorSanitizer
set -eu
cd "$(dirname "$0")"
src=$(pwd)

usage() { sed -n '3,8s/^# \{0,1\}//p' "$0"; }
say() { printf '%s\n' "$*"; }
die() { printf 'autogen.sh: %s\n' "$*" >&2; exit 1; }

job= yes= install=1 sanitizers= fresh=
[ "$(id -u)" = 0 ] && yes=1
for argument; do
	case $argument in
	demo|check) job=$argument ;;
	--yes|-y) yes=1 ;;
	--no-install) install= ;;
	--sanitizers) sanitizers=1 ;;
	--help|-h) usage; exit 0 ;;
	*) usage >&2; die "unknown argument: $argument" ;;
	esac
done

# Debian names. Others can see from the list what to install by hand.
to_build="autoconf automake libtool gettext autopoint autoconf-archive pkg-config gcc libc6-dev make
	libetpan-dev libuchardet-dev libgnutls28-dev libseccomp-dev libc-ares-dev libcurl4-gnutls-dev libjansson-dev libinih-dev libdbus-1-dev libsecret-1-dev
	libsqlite3-dev libnotify-dev libglib2.0-dev libgtk-4-dev libadwaita-1-dev"
to_demo="python3 openssl dbus gnome-keyring libglib2.0-bin ca-certificates"
to_check="libcmocka-dev python3-gi gir1.2-secret-1 gir1.2-notify-0.7 python3-dbusmock xvfb dunst imagemagick xdotool
	fonts-dejavu-core libsecret-tools desktop-file-utils universal-ctags valgrind binutils xz-utils"
# Mail servers for the tests on real ones: only where none would be replaced.
mail_servers="dovecot-core dovecot-imapd dovecot-pop3d dovecot-submissiond dovecot-auth-lua postfix postfix-pcre"

missing() {
	for package; do
		case $(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null) in
		ii*) ;;
		*) printf '%s ' "$package" ;;
		esac
	done
}

as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# True when installing the packages would remove something.
would_remove() {
	LC_ALL=C apt-get install -s --no-install-recommends "$@" 2>/dev/null | grep -q '^Remv '
}

# A package's postinst must not start a service: Debian's policy-rc.d says so while we install, and goes away after.
quiet_install() {
	policy=/usr/sbin/policy-rc.d
	ours=
	if [ ! -e "$policy" ]; then
		ours=1
		printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
		as_root chmod 755 "$policy"
	fi
	status=0
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >"$log" 2>&1 </dev/null || status=$?
	[ -z "$ours" ] || as_root rm -f "$policy"
	[ "$status" = 0 ] || { tail -n 20 "$log" >&2; die "apt-get could not install the packages (whole output: $log)"; }
}

# What we installed for the tests must not start at the next boot either.
never_enable() {
	command -v systemctl >/dev/null 2>&1 || return 0
	for unit in "$@"; do as_root systemctl disable "$unit" >/dev/null 2>&1 || true; done
}

get_packages() {
	command -v apt-get >/dev/null 2>&1 || {
		say "This is not a Debian-like system; please see that these (or their like) are installed:"
		say "  $*" | tr -s '\n\t ' ' '
		say ""
		return 0
	}
	wanted=$(missing "$@")
	servers=
	if [ "$job" = check ]; then servers=$(missing $mail_servers); fi
	[ -n "$wanted$servers" ] || return 0
	[ -n "$install" ] || { say "Missing, and not installed because of --no-install: $wanted$servers"; return 0; }
	say "To be installed with apt-get: $wanted$servers"
	if [ -z "$yes" ]; then
		printf 'Install them now? [Y/n] '
		read -r answer || answer=n
		case $answer in n*|N*) die "nothing was installed; see the list above" ;; esac
	fi
	fresh=1
	log=$(mktemp "${TMPDIR:-/tmp}/mailmedic-apt.XXXXXX")
	say "Installing… (this can take a few minutes)"
	as_root apt-get update -qq >"$log" 2>&1 || say "(apt-get update failed; going on with the lists that are here)"
	[ -z "$wanted" ] || quiet_install $wanted
	if [ -n "$servers" ]; then
		if would_remove $servers; then
			say "Another mail server is installed: it stays, and the tests on real mail servers will be skipped."
		else
			quiet_install $servers
			never_enable dovecot.service dovecot.socket postfix.service
		fi
	fi
	rm -f "$log"
}

build() {
	build=$src/build${sanitizers:+-sanitizers}
	mkdir -p "$build"
	if [ ! -x configure ] || [ configure.ac -nt configure ]; then
		say "Making configure…"
		autoreconf -fi >"$build/autoreconf.log" 2>&1 || { tail -n 20 "$build/autoreconf.log" >&2; die "autoreconf failed"; }
	fi
	cd "$build"
	# What configure found may have changed with what was installed since.
	if [ "$job" = check ] && grep -q '"HAVE_CMOCKA_TRUE"\]="#"' config.status 2>/dev/null; then fresh=1; fi
	if [ -n "$fresh" ] || [ ! -f config.status ] || [ ../configure -nt config.status ]; then
		say "Configuring…"
		../configure -q --prefix=/usr/local ${sanitizers:+--enable-sanitizers} >configure.log 2>&1 ||
			{ tail -n 20 configure.log >&2; die "configure failed (whole output: $build/configure.log)"; }
	fi
	say "Building…"
	{ make -s -j"$(nproc 2>/dev/null || echo 2)" all && make -s stage; } >make.log 2>&1 ||
		{ tail -n 30 make.log >&2; die "the build failed (whole output: $build/make.log)"; }
}

# Adds up the TAP results of every test program into the one closing line.
summary() {
	passed=0 failed=0 skipped=0
	for trs in $(find . -name '*.trs'); do
		p=$(grep -c '^:test-result: \(PASS\|XFAIL\)' "$trs" || true)
		f=$(grep -c '^:test-result: \(FAIL\|ERROR\|XPASS\)' "$trs" || true)
		k=$(grep -c '^:test-result: SKIP' "$trs" || true)
		passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + k))
		grep '^SKIP: ' "${trs%.trs}.log" | sed 's/^SKIP/SKIPPED/' || true
	done
	[ "$passed" -gt 0 ] || failed=$((failed + 1))
	say "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" = 0 ]
}

case $job in
'')
	autoreconf -fi
	say "Now: ./configure && make && make install   (or ./autogen.sh demo, ./autogen.sh check)"
	;;
demo)
	get_packages $to_build $to_demo
	build
	bash "$src/tests/demo/demo.sh" "$build/stage" /usr/local
	;;
check)
	get_packages $to_build $to_demo $to_check
	build
	find . -name '*.trs' -delete
	status=0
	make check >check.log 2>&1 || status=$?
	grep -E '^(FAIL|ERROR|XPASS)' check.log || true
	if [ "$status" != 0 ] && ! find . -name '*.trs' | grep -q .; then tail -n 30 check.log >&2; fi
	summary || { say "The failing tests' output is in $build/tests/**/*.log" >&2; exit 1; }
	exit $status
	;;
esac
