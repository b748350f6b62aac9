# tests/

# --- bounce and explain ---
if HAVE_CMOCKA
check_PROGRAMS += test-bounce
test_bounce_SOURCES = tests/unit/test-bounce.c $(bounce_la_SOURCES)
test_bounce_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(ETPAN_CFLAGS) $(UCHARDET_CFLAGS) $(CMOCKA_CFLAGS)
test_bounce_LDADD = core/libmm-core.la $(CORE_LIBS) $(ETPAN_LIBS) $(UCHARDET_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += test-prose
test_prose_SOURCES = tests/unit/test-prose.c $(bounce_parts)
test_prose_CFLAGS = $(test_bounce_CFLAGS)
test_prose_LDADD = $(test_bounce_LDADD)
TESTS += test-bounce test-prose
endif

check_PROGRAMS += replay-bounce
TESTS += replay-bounce
drop_parts = plugins/inbox/drop.c plugins/inbox/drop.h plugins/inbox/header.c plugins/inbox/header.h plugins/inbox/judge.c plugins/inbox/judge.h
check_PROGRAMS += replay-drop
TESTS += replay-drop
replay_drop_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz-drop.c tests/fuzz/fuzz.h $(drop_parts)
replay_drop_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
replay_drop_LDADD = core/libmm-core.la $(CORE_LIBS)
bounce_fuzz_sources = tests/fuzz/fuzz-bounce.c tests/fuzz/fuzz.h tests/fuzz/host.c tests/fuzz/host.h plugins/bounce/bounce.c $(bounce_parts)
replay_bounce_SOURCES = tests/fuzz/replay.c $(bounce_fuzz_sources)
replay_bounce_CPPFLAGS = $(AM_CPPFLAGS) -DROUNDS=1000 -DMM_FUZZ_KNOWLEDGE='"$(abs_top_srcdir)/knowledge"'
replay_bounce_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(ETPAN_CFLAGS) $(UCHARDET_CFLAGS)
replay_bounce_LDADD = core/libmm-core.la $(CORE_LIBS) $(ETPAN_LIBS) $(UCHARDET_LIBS)
if FUZZERS
noinst_PROGRAMS += fuzz-bounce fuzz-drop
fuzz_drop_SOURCES = tests/fuzz/fuzz-drop.c tests/fuzz/fuzz.h $(drop_parts)
fuzz_drop_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
fuzz_drop_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
fuzz_drop_LDADD = core/libmm-core.la $(CORE_LIBS)
fuzz_bounce_SOURCES = $(bounce_fuzz_sources)
fuzz_bounce_CPPFLAGS = $(replay_bounce_CPPFLAGS)
fuzz_bounce_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(ETPAN_CFLAGS) $(UCHARDET_CFLAGS)
fuzz_bounce_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
fuzz_bounce_LDADD = core/libmm-core.la $(CORE_LIBS) $(ETPAN_LIBS) $(UCHARDET_LIBS)
endif

# --- content ---
TESTS += tests/mail/test-content.py
EXTRA_DIST += tests/mail/test-content.py
if HAVE_CMOCKA
check_PROGRAMS += test-content
TESTS += test-content
test_content_SOURCES = tests/unit/test-content.c $(content_parts) $(bounce_parts)
test_content_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(ETPAN_CFLAGS) $(UCHARDET_CFLAGS) $(CMOCKA_CFLAGS)
test_content_LDADD = core/libmm-core.la $(CORE_LIBS) $(ETPAN_LIBS) $(UCHARDET_LIBS) $(CMOCKA_LIBS)
endif

# --- domain: SPF ---
spf_cflags = $(AM_CFLAGS) $(CORE_CFLAGS) $(CMOCKA_CFLAGS)
if HAVE_CMOCKA
spf_tests = test-spf test-spf-lint test-spf-suite
check_PROGRAMS += $(spf_tests)
TESTS += $(spf_tests)
test_spf_SOURCES = tests/unit/test-spf.c tests/unit/zone.h $(spf_parts)
test_spf_CFLAGS = $(spf_cflags)
test_spf_LDADD = core/libmm-core.la $(CORE_LIBS) $(CMOCKA_LIBS)
test_spf_lint_SOURCES = tests/unit/test-spf-lint.c tests/unit/zone.h $(spf_parts)
test_spf_lint_CFLAGS = $(spf_cflags)
test_spf_lint_LDADD = $(test_spf_LDADD)
test_spf_suite_SOURCES = tests/unit/test-spf-suite.c tests/unit/zone.h $(spf_parts)
test_spf_suite_CFLAGS = $(spf_cflags)
test_spf_suite_LDADD = $(test_spf_LDADD)
endif
check_PROGRAMS += replay-spf
TESTS += replay-spf
replay_spf_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz-spf.c tests/fuzz/fuzz.h tests/unit/zone.h $(spf_parts)
replay_spf_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
replay_spf_LDADD = core/libmm-core.la $(CORE_LIBS)
if FUZZERS
noinst_PROGRAMS += fuzz-spf
fuzz_spf_SOURCES = tests/fuzz/fuzz-spf.c tests/fuzz/fuzz.h tests/unit/zone.h $(spf_parts)
fuzz_spf_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
fuzz_spf_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
fuzz_spf_LDADD = core/libmm-core.la $(CORE_LIBS)
endif

# --- domain: DMARC, DKIM, Authentication-Results ---
if HAVE_CMOCKA
check_PROGRAMS += test-dmarc test-dmarc-lint
TESTS += test-dmarc test-dmarc-lint
test_dmarc_SOURCES = tests/unit/test-dmarc.c tests/unit/zone.h $(spf_parts) $(dmarc_parts)
test_dmarc_CFLAGS = $(spf_cflags)
test_dmarc_LDADD = core/libmm-core.la $(CORE_LIBS) $(CMOCKA_LIBS)
test_dmarc_lint_SOURCES = tests/unit/test-dmarc-lint.c tests/unit/zone.h $(spf_parts) $(dmarc_parts)
test_dmarc_lint_CFLAGS = $(spf_cflags)
test_dmarc_lint_LDADD = $(test_dmarc_LDADD)
check_PROGRAMS += test-dkim
TESTS += test-dkim
test_dkim_SOURCES = tests/unit/test-dkim.c tests/unit/zone.h $(spf_parts) $(dmarc_parts) $(dkim_parts)
test_dkim_CFLAGS = $(spf_cflags) $(GNUTLS_CFLAGS)
test_dkim_LDADD = $(test_dmarc_LDADD) $(GNUTLS_LIBS)
check_PROGRAMS += test-authres
TESTS += test-authres
test_authres_SOURCES = tests/unit/test-authres.c $(spf_parts) $(authres_parts)
test_authres_CFLAGS = $(spf_cflags)
test_authres_LDADD = $(test_dmarc_LDADD)
endif
zone_fuzz_sources = tests/fuzz/fuzz-zone.c tests/fuzz/fuzz.h tests/unit/zone.h $(spf_parts) $(dmarc_parts) $(dkim_parts)
authres_fuzz_sources = tests/fuzz/fuzz-authres.c tests/fuzz/fuzz.h $(spf_parts) $(dmarc_parts) $(dkim_parts) $(authres_parts)
check_PROGRAMS += replay-zone replay-authres
TESTS += replay-zone replay-authres
replay_zone_SOURCES = tests/fuzz/replay.c $(zone_fuzz_sources)
replay_zone_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(GNUTLS_CFLAGS)
replay_zone_LDADD = core/libmm-core.la $(CORE_LIBS) $(GNUTLS_LIBS)
replay_authres_SOURCES = tests/fuzz/replay.c $(authres_fuzz_sources)
replay_authres_CFLAGS = $(replay_zone_CFLAGS)
replay_authres_LDADD = $(replay_zone_LDADD)
if FUZZERS
noinst_PROGRAMS += fuzz-zone fuzz-authres
fuzz_zone_SOURCES = $(zone_fuzz_sources)
fuzz_zone_CFLAGS = $(replay_zone_CFLAGS)
fuzz_zone_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
fuzz_zone_LDADD = $(replay_zone_LDADD)
fuzz_authres_SOURCES = $(authres_fuzz_sources)
fuzz_authres_CFLAGS = $(replay_zone_CFLAGS)
fuzz_authres_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
fuzz_authres_LDADD = $(replay_zone_LDADD)
endif

# --- domain: whole zones, the staged command and worker against the peer's name server ---
zone_tests = tests/zones/test-zones.py tests/zones/test-repair.py tests/hostile/test-domain.py
TESTS += $(zone_tests)
EXTRA_DIST += $(zone_tests) tests/zones/look.py tests/zones/zones.py

# --- further fuzz targets, and all of them with `make fuzz` ---
check_PROGRAMS += replay-content
TESTS += replay-content
replay_content_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz-content.c tests/fuzz/fuzz.h $(content_parts) $(bounce_parts)
replay_content_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(ETPAN_CFLAGS) $(UCHARDET_CFLAGS)
replay_content_LDADD = core/libmm-core.la $(CORE_LIBS) $(ETPAN_LIBS) $(UCHARDET_LIBS)
if FUZZERS
noinst_PROGRAMS += fuzz-content
fuzz_content_SOURCES = tests/fuzz/fuzz-content.c tests/fuzz/fuzz.h $(content_parts) $(bounce_parts)
fuzz_content_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(ETPAN_CFLAGS) $(UCHARDET_CFLAGS)
fuzz_content_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
fuzz_content_LDADD = core/libmm-core.la $(CORE_LIBS) $(ETPAN_LIBS) $(UCHARDET_LIBS)
endif
check_PROGRAMS += replay-parts
TESTS += replay-parts
replay_parts_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz-parts.c tests/fuzz/fuzz.h $(bounce_parts)
replay_parts_CPPFLAGS = $(replay_bounce_CPPFLAGS)
replay_parts_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(ETPAN_CFLAGS) $(UCHARDET_CFLAGS)
replay_parts_LDADD = core/libmm-core.la $(CORE_LIBS) $(ETPAN_LIBS) $(UCHARDET_LIBS)
if FUZZERS
noinst_PROGRAMS += fuzz-parts
fuzz_parts_SOURCES = tests/fuzz/fuzz-parts.c tests/fuzz/fuzz.h $(bounce_parts)
fuzz_parts_CPPFLAGS = $(replay_bounce_CPPFLAGS)
fuzz_parts_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(ETPAN_CFLAGS) $(UCHARDET_CFLAGS)
fuzz_parts_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
fuzz_parts_LDADD = core/libmm-core.la $(CORE_LIBS) $(ETPAN_LIBS) $(UCHARDET_LIBS)
endif
check_PROGRAMS += replay-account
TESTS += replay-account
replay_account_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz-account.c tests/fuzz/fuzz.h
replay_account_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(ETPAN_CFLAGS)
replay_account_LDADD = core/libmm-core.la $(CORE_LIBS) $(ETPAN_LIBS)
if FUZZERS
noinst_PROGRAMS += fuzz-account
fuzz_account_SOURCES = tests/fuzz/fuzz-account.c tests/fuzz/fuzz.h
fuzz_account_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(ETPAN_CFLAGS)
fuzz_account_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
fuzz_account_LDADD = core/libmm-core.la $(CORE_LIBS) $(ETPAN_LIBS)
endif
check_PROGRAMS += replay-mbox
TESTS += replay-mbox
replay_mbox_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz-mbox.c tests/fuzz/fuzz.h desktop/cli/mbox.c desktop/cli/mbox.h
replay_mbox_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
replay_mbox_LDADD = core/libmm-core.la $(CORE_LIBS)
if FUZZERS
noinst_PROGRAMS += fuzz-mbox
fuzz_mbox_SOURCES = tests/fuzz/fuzz-mbox.c tests/fuzz/fuzz.h desktop/cli/mbox.c desktop/cli/mbox.h
fuzz_mbox_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
fuzz_mbox_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
fuzz_mbox_LDADD = core/libmm-core.la $(CORE_LIBS)
endif
TESTS += tests/fuzz/test-corpus.sh
EXTRA_DIST += tests/fuzz/test-corpus.sh tests/fuzz/run.sh
if FUZZERS
fuzz_targets = fuzz-bounce fuzz-content fuzz-parts fuzz-account fuzz-drop fuzz-authres fuzz-mbox fuzz-question fuzz-spf fuzz-text fuzz-verdict fuzz-wire fuzz-knowledge \
	fuzz-signature fuzz-zone
fuzz: $(fuzz_targets)
	FUZZ_SECONDS="$(FUZZ_SECONDS)" $(srcdir)/tests/fuzz/run.sh $(srcdir)/tests/mail $(fuzz_targets)
endif

# --- bus: agent/bus*.c ---
if HAVE_CMOCKA
check_PROGRAMS += test-bus-quota test-bus-tables test-bus-value
bus_test_cflags = $(AM_CFLAGS) $(CORE_CFLAGS) $(AGENT_CFLAGS) $(CMOCKA_CFLAGS)
bus_test_libs = agent/libmm-agent.la core/libmm-core.la $(CORE_LIBS) $(AGENT_LIBS) $(CMOCKA_LIBS)
test_bus_quota_SOURCES = tests/unit/test-bus-quota.c
test_bus_quota_CFLAGS = $(bus_test_cflags)
test_bus_quota_LDADD = $(bus_test_libs)
test_bus_tables_SOURCES = tests/unit/test-bus-tables.c
test_bus_tables_CFLAGS = $(bus_test_cflags)
test_bus_tables_LDADD = $(bus_test_libs)
test_bus_value_SOURCES = tests/unit/test-bus-value.c
test_bus_value_CFLAGS = $(bus_test_cflags)
test_bus_value_LDADD = $(bus_test_libs)
TESTS += test-bus-quota test-bus-tables test-bus-value
endif
check_PROGRAMS += tests/bus/bus-peer
tests_bus_bus_peer_SOURCES = tests/bus/bus-peer.c
tests_bus_bus_peer_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(AGENT_CFLAGS)
tests_bus_bus_peer_LDADD = agent/libmm-agent.la core/libmm-core.la $(CORE_LIBS) $(AGENT_LIBS)
TESTS += tests/bus/test-bus.py
EXTRA_DIST += tests/bus/test-bus.py
EXTRA_DIST += doc/dbus/org.mailmedic.Account1.rst doc/dbus/org.mailmedic.Job1.rst doc/dbus/org.mailmedic.Mailmedic1.rst \
	doc/dbus/org.mailmedic.Trouble1.rst

# --- worker and malice: plugins that try one sin each, as real modules; the tests copy them into a staged tree of their own ---
malice_flags = $(AM_LDFLAGS) -module -avoid-version -shared -rpath /nowhere -export-symbols-regex '^mm_plugin$$'
check_LTLIBRARIES += malice-speak.la malice-read.la malice-lookup.la echo.la moody.la
malice_speak_la_SOURCES = tests/malice/plugin.c tests/malice/sins.c tests/malice/malice.h
malice_speak_la_CPPFLAGS = $(AM_CPPFLAGS) -DMALICE_PROFILE=MM_PROFILE_SPEAK
malice_speak_la_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
malice_speak_la_LDFLAGS = $(malice_flags)
malice_speak_la_LIBADD = $(CORE_LIBS)
malice_read_la_SOURCES = $(malice_speak_la_SOURCES)
malice_read_la_CPPFLAGS = $(AM_CPPFLAGS) -DMALICE_PROFILE=MM_PROFILE_READ
malice_read_la_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
malice_read_la_LDFLAGS = $(malice_flags)
malice_read_la_LIBADD = $(CORE_LIBS)
malice_lookup_la_SOURCES = $(malice_speak_la_SOURCES)
malice_lookup_la_CPPFLAGS = $(AM_CPPFLAGS) -DMALICE_PROFILE=MM_PROFILE_LOOKUP
malice_lookup_la_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
malice_lookup_la_LDFLAGS = $(malice_flags)
malice_lookup_la_LIBADD = $(CORE_LIBS)
echo_la_SOURCES = tests/malice/echo.c
echo_la_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(ETPAN_CFLAGS)
echo_la_LDFLAGS = $(malice_flags)
echo_la_LIBADD = core/libmm-core.la $(CORE_LIBS) $(ETPAN_LIBS)
moody_la_SOURCES = tests/malice/moody.c
moody_la_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
moody_la_LDFLAGS = $(malice_flags)
moody_la_LIBADD = $(CORE_LIBS)
TESTS += tests/malice/test-malice.py tests/malice/test-worker.py
EXTRA_DIST += tests/malice/rig.py tests/malice/test-malice.py tests/malice/test-worker.py
if HAVE_CMOCKA
check_PROGRAMS += test-guard test-clear
test_guard_SOURCES = tests/unit/test-guard.c worker/guard.c worker/guard.h
test_guard_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(CMOCKA_CFLAGS)
test_guard_LDADD = $(CMOCKA_LIBS)
test_clear_SOURCES = tests/unit/test-clear.c worker/clear.c worker/clear.h
test_clear_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(CMOCKA_CFLAGS)
test_clear_LDADD = $(CMOCKA_LIBS)
TESTS += test-guard test-clear
endif

# --- session and inbox ---
if HAVE_CMOCKA
check_PROGRAMS += test-session test-inbox test-drop test-clock test-record
test_record_SOURCES = tests/unit/test-record.c plugins/dns/record.c plugins/dns/record.h
test_record_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_record_LDADD = $(CMOCKA_LIBS) -lresolv
test_clock_SOURCES = tests/unit/test-clock.c plugins/status/clock.c plugins/status/clock.h
test_clock_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_clock_LDADD = $(CMOCKA_LIBS)
test_session_SOURCES = tests/unit/test-session.c
test_session_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(ETPAN_CFLAGS) $(CMOCKA_CFLAGS)
test_session_LDADD = plugins/libmm-session.la core/libmm-core.la $(CORE_LIBS) $(ETPAN_LIBS) $(CMOCKA_LIBS)
test_inbox_SOURCES = tests/unit/test-inbox.c $(inbox_parts)
test_inbox_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(ETPAN_CFLAGS) $(CMOCKA_CFLAGS)
test_inbox_LDADD = plugins/libmm-session.la core/libmm-core.la $(CORE_LIBS) $(ETPAN_LIBS) $(CMOCKA_LIBS)
test_drop_SOURCES = tests/unit/test-drop.c $(inbox_parts)
test_drop_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(ETPAN_CFLAGS) $(CMOCKA_CFLAGS)
test_drop_LDADD = plugins/libmm-session.la core/libmm-core.la $(CORE_LIBS) $(ETPAN_LIBS) $(CMOCKA_LIBS)
TESTS += test-session test-inbox test-drop test-clock test-record
endif

# --- core: account, finding, job, secret, spawn, text, wire; fuzz targets, replayed without a fuzzer by `make check` ---
core_test_cflags = $(AM_CFLAGS) $(CORE_CFLAGS) $(CMOCKA_CFLAGS)
core_test_libs = core/libmm-core.la $(CORE_LIBS) $(CMOCKA_LIBS)
if HAVE_CMOCKA
core_tests = test-account test-finding test-job test-question test-secret test-spawn test-text test-told test-wire test-writer
check_PROGRAMS += $(core_tests)
TESTS += $(core_tests)
test_account_SOURCES = tests/unit/test-account.c
test_account_CFLAGS = $(core_test_cflags)
test_account_LDADD = $(core_test_libs)
test_finding_SOURCES = tests/unit/test-finding.c
test_finding_CFLAGS = $(core_test_cflags)
test_finding_LDADD = $(core_test_libs)
test_job_SOURCES = tests/unit/test-job.c
test_job_CFLAGS = $(core_test_cflags)
test_job_LDADD = $(core_test_libs)
test_question_SOURCES = tests/unit/test-question.c
test_question_CFLAGS = $(core_test_cflags)
test_question_LDADD = $(core_test_libs)
test_told_SOURCES = tests/unit/test-told.c desktop/cli/told.c desktop/cli/told.h
test_told_CFLAGS = $(core_test_cflags)
test_told_LDADD = $(core_test_libs)
test_secret_SOURCES = tests/unit/test-secret.c
test_secret_CFLAGS = $(core_test_cflags)
test_secret_LDADD = $(core_test_libs)
test_spawn_SOURCES = tests/unit/test-spawn.c
test_spawn_CFLAGS = $(core_test_cflags)
test_spawn_LDADD = $(core_test_libs)
test_text_SOURCES = tests/unit/test-text.c
test_text_CFLAGS = $(core_test_cflags)
test_text_LDADD = $(core_test_libs)
test_wire_SOURCES = tests/unit/test-wire.c
test_wire_CFLAGS = $(core_test_cflags)
test_wire_LDADD = $(core_test_libs)
test_writer_SOURCES = tests/unit/test-writer.c
test_writer_CFLAGS = $(core_test_cflags)
test_writer_LDADD = $(core_test_libs)
endif
check_PROGRAMS += replay-question replay-text replay-verdict replay-wire
TESTS += replay-question replay-text replay-verdict replay-wire
replay_question_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz-question.c tests/fuzz/fuzz.h desktop/cli/told.c desktop/cli/told.h
replay_question_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
replay_question_LDADD = core/libmm-core.la $(CORE_LIBS)
replay_verdict_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz-verdict.c tests/fuzz/fuzz.h desktop/cli/verdict.c desktop/cli/verdict.h
replay_verdict_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(CLI_CFLAGS)
replay_verdict_LDADD = core/libmm-core.la $(CORE_LIBS) $(CLI_LIBS)
replay_text_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz-text.c tests/fuzz/fuzz.h
replay_text_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
replay_text_LDADD = core/libmm-core.la $(CORE_LIBS)
replay_wire_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz-wire.c tests/fuzz/fuzz.h
replay_wire_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
replay_wire_LDADD = core/libmm-core.la $(CORE_LIBS)
if FUZZERS
noinst_PROGRAMS += fuzz-question fuzz-text fuzz-verdict fuzz-wire
fuzz_question_SOURCES = tests/fuzz/fuzz-question.c tests/fuzz/fuzz.h desktop/cli/told.c desktop/cli/told.h
fuzz_question_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
fuzz_question_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
fuzz_question_LDADD = core/libmm-core.la $(CORE_LIBS)
fuzz_verdict_SOURCES = tests/fuzz/fuzz-verdict.c tests/fuzz/fuzz.h desktop/cli/verdict.c desktop/cli/verdict.h
fuzz_verdict_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(CLI_CFLAGS)
fuzz_verdict_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
fuzz_verdict_LDADD = core/libmm-core.la $(CORE_LIBS) $(CLI_LIBS)
fuzz_text_SOURCES = tests/fuzz/fuzz-text.c tests/fuzz/fuzz.h
fuzz_text_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
fuzz_text_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
fuzz_text_LDADD = core/libmm-core.la $(CORE_LIBS)
fuzz_wire_SOURCES = tests/fuzz/fuzz-wire.c tests/fuzz/fuzz.h
fuzz_wire_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
fuzz_wire_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
fuzz_wire_LDADD = core/libmm-core.la $(CORE_LIBS)
endif
EXTRA_DIST += tests/fuzz/README.md

# --- servers: our scripted peer, the harness, hostile and real servers, the demo ---
peer_files = tests/peer/README.md tests/peer/acts.py tests/peer/certificates.py tests/peer/channel.py tests/peer/control.py tests/peer/dns.py tests/peer/events.py tests/peer/http_side.py \
	tests/peer/imap.py tests/peer/imap_data.py tests/peer/imap_parse.py tests/peer/peer.py tests/peer/pop3.py tests/peer/session.py \
	tests/peer/smtp.py tests/peer/store.py
harness_files = tests/harness/crowd.py tests/harness/desktop.py tests/harness/tap.py tests/harness/with-desktop.py tests/harness/worker.py
real_files = tests/real/dovecot.conf.in tests/real/main.cf.in tests/real/master.cf.in tests/real/passdb.lua tests/real/refused.pcre tests/real/asked.pcre tests/real/servers.py
demo_files = tests/demo/demo.py tests/demo/demo.sh tests/demo/scenario.ini tests/demo/screen.py
mail_files = tests/mail/README.md tests/mail/.gitattributes tests/mail/expect.json tests/mail/alibaba-552-full.eml tests/mail/alibaba-553-unknown.eml \
	tests/mail/alibaba-auditor.eml tests/mail/alibaba-behaviour-spam.eml tests/mail/alibaba-english-full.eml tests/mail/alibaba-english-spf.eml \
	tests/mail/alibaba-external-disabled.eml tests/mail/alibaba-local-spam.eml tests/mail/alibaba-no-mx.eml tests/mail/alibaba-no-such-user.eml \
	tests/mail/alibaba-security-notice.eml tests/mail/alibaba-size.eml tests/mail/alibaba-spf.eml tests/mail/alibaba-two-recipients.eml \
	tests/mail/alibaba-undeclared-gbk.eml tests/mail/auto-reply-holiday.eml tests/mail/barracuda-blocked.eml tests/mail/challenge-tmda.eml \
	tests/mail/chinese-big5.eml tests/mail/complaint-arf.eml tests/mail/coremail-hangup.eml tests/mail/coremail-quota.eml \
	tests/mail/coremail-suspended.eml tests/mail/courier-unknown.eml tests/mail/docomo-refused.eml tests/mail/domino-unlisted.eml \
	tests/mail/exchange-2003.eml tests/mail/exchange-2010-german.eml tests/mail/exchange-365-french.eml tests/mail/exchange-365-spanish.eml \
	tests/mail/exchange-365-spf.eml tests/mail/exchange-chinese-text.eml tests/mail/exchange-japanese.eml tests/mail/exchange-unknown-recipient.eml \
	tests/mail/exim-delayed.eml tests/mail/exim-relay-denied.eml tests/mail/exim-two-failed.eml tests/mail/exmail-content.eml \
	tests/mail/ezmlm-warning.eml tests/mail/ezweb-unknown.eml tests/mail/forwarded-attached.eml tests/mail/forwarded-inline.eml \
	tests/mail/gmail-no-such-domain.eml tests/mail/gmail-unauthenticated.eml tests/mail/gmx-unknown.eml tests/mail/google-groups.eml \
	tests/mail/letter-about-a-bounce.eml tests/mail/list-discussion.eml tests/mail/mailman-uncaught.eml tests/mail/mailmarshal-unknown.eml \
	tests/mail/mailru-full.eml tests/mail/mimecast-prohibited.eml tests/mail/netease-quota.eml tests/mail/netease-spam.eml tests/mail/netease-unknown.eml \
	tests/mail/netqmail-remote.eml tests/mail/newsletter-postmaster.eml tests/mail/notes-japanese.eml tests/mail/opensmtpd-rejected.eml \
	tests/mail/postfix-delayed.eml tests/mail/postfix-mailbox-full.eml tests/mail/postfix-short-status.eml tests/mail/postfix-spf.eml \
	tests/mail/postfix-unknown-recipient.eml \
	tests/mail/proofpoint-virus.eml tests/mail/qmail-too-long.eml tests/mail/qmail-unknown-recipient.eml tests/mail/qq-full.eml tests/mail/qq-unknown.eml \
	tests/mail/read-receipt-deleted.eml tests/mail/read-receipt.eml tests/mail/sendmail-old.eml tests/mail/sendmail-unknown.eml \
	tests/mail/sendmail-warning.eml tests/mail/ses-suppressed.eml tests/mail/success-dsn.eml tests/mail/symantec-boundary.eml \
	tests/mail/ticket-acknowledged.eml tests/mail/trendmicro-listed.eml tests/mail/vacation-chinese.eml tests/mail/vacation-undeliverable.eml \
	tests/mail/workmail-unknown.eml tests/mail/yahoo-unknown.eml tests/mail/yandex-unknown.eml tests/mail/zimbra-rejected.eml tests/mail/zoho-unknown.eml
bench_files = tests/bench/README.md tests/bench/bounces tests/bench/bounces.pl tests/bench/domain.py tests/bench/parse-only.c tests/bench/delay_proxy.py tests/bench/family.py tests/bench/latency.py tests/bench/many.py tests/bench/login-rtt \
	tests/bench/peers.d/ours.sh tests/bench/run.sh tests/bench/worker.sh
server_tests = tests/peer/test-peer.py tests/peer/test-maildrop.py tests/hostile/test-certificates.py tests/hostile/test-hostile.py \
	tests/hostile/test-breaker.py tests/hostile/test-xoauth2.py tests/hostile/test-status.py tests/hostile/test-crowd.py tests/hostile/test-canary.py tests/mail/test-hostile-mail.py tests/mail/test-synthetic.py tests/scenarios/test-tree.py tests/scenarios/test-tour.py \
	tests/scenarios/test-local.py tests/scenarios/test-account.py tests/scenarios/test-sending.py tests/scenarios/test-domain.py tests/demo/test-demo.sh \
	tests/real/test-agent-links.sh tests/real/test-truth-table.py tests/real/test-main-job.py tests/real/test-flood.py tests/real/test-pop3.py tests/real/test-account.py tests/real/test-sending.py tests/real/test-domain.py
TESTS += $(server_tests)
EXTRA_DIST += tests/mail/hostile.py $(peer_files) $(harness_files) $(real_files) $(demo_files) $(mail_files) $(bench_files) $(server_tests) tests/hostile/common.py tests/scenarios/clinic.py

# --- scores over the shared data ---
TESTS += tests/scores/test-line-ends.py tests/scores/test-scores.py
EXTRA_DIST += tests/scores/test-line-ends.py tests/scores/test-scores.py

# --- knowledge: cause, knowledge, lint, signature, remedy; core_test_* and replay.c are those of the core block ---
if HAVE_CMOCKA
know_tests = test-cause test-knowledge test-lint test-remedy test-signature test-survey
check_PROGRAMS += $(know_tests)
TESTS += $(know_tests)
test_cause_SOURCES = tests/unit/test-cause.c
test_cause_CFLAGS = $(core_test_cflags)
test_cause_LDADD = $(core_test_libs)
test_knowledge_SOURCES = tests/unit/test-knowledge.c
test_knowledge_CFLAGS = $(core_test_cflags)
test_knowledge_LDADD = $(core_test_libs)
test_lint_SOURCES = tests/unit/test-lint.c tests/unit/knowledge.h
test_lint_CFLAGS = $(core_test_cflags)
test_lint_LDADD = $(core_test_libs)
test_survey_SOURCES = tests/unit/test-survey.c
test_survey_CFLAGS = $(core_test_cflags)
test_survey_LDADD = $(core_test_libs)
test_remedy_SOURCES = tests/unit/test-remedy.c tests/unit/knowledge.h
test_remedy_CFLAGS = $(core_test_cflags)
test_remedy_LDADD = $(core_test_libs)
test_signature_SOURCES = tests/unit/test-signature.c
test_signature_CFLAGS = $(core_test_cflags)
test_signature_LDADD = $(core_test_libs)
endif
check_PROGRAMS += replay-knowledge replay-signature
TESTS += replay-knowledge replay-signature
replay_knowledge_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz-knowledge.c tests/fuzz/fuzz.h
replay_knowledge_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
replay_knowledge_LDADD = core/libmm-core.la $(CORE_LIBS)
replay_signature_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz-signature.c tests/fuzz/fuzz.h
replay_signature_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
replay_signature_LDADD = core/libmm-core.la $(CORE_LIBS)
if FUZZERS
noinst_PROGRAMS += fuzz-knowledge fuzz-signature
fuzz_knowledge_SOURCES = tests/fuzz/fuzz-knowledge.c tests/fuzz/fuzz.h
fuzz_knowledge_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
fuzz_knowledge_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
fuzz_knowledge_LDADD = core/libmm-core.la $(CORE_LIBS)
fuzz_signature_SOURCES = tests/fuzz/fuzz-signature.c tests/fuzz/fuzz.h
fuzz_signature_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
fuzz_signature_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
fuzz_signature_LDADD = core/libmm-core.la $(CORE_LIBS)
endif

# --- agent: accounts, breaker, diagnosis and troubles, schedule, store ---
if HAVE_CMOCKA
agent_tests = test-accounts test-baseline test-breaker test-day test-diagnosis test-gate test-trouble test-schedule test-sending test-sent test-slip test-store test-timeline
agent_test_cflags = $(AM_CFLAGS) $(CORE_CFLAGS) $(AGENT_CFLAGS) $(CMOCKA_CFLAGS)
agent_test_libs = agent/libmm-agent.la core/libmm-core.la $(CORE_LIBS) $(AGENT_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += $(agent_tests)
TESTS += $(agent_tests)
test_accounts_SOURCES = tests/unit/test-accounts.c
test_accounts_CFLAGS = $(agent_test_cflags)
test_accounts_LDADD = $(agent_test_libs)
test_breaker_SOURCES = tests/unit/test-breaker.c
test_breaker_CFLAGS = $(agent_test_cflags)
test_breaker_LDADD = $(agent_test_libs)
test_diagnosis_SOURCES = tests/unit/test-diagnosis.c tests/unit/knowledge.h
test_trouble_SOURCES = tests/unit/test-trouble.c tests/unit/knowledge.h
test_trouble_CFLAGS = $(agent_test_cflags)
test_trouble_LDADD = $(agent_test_libs)
test_diagnosis_CFLAGS = $(agent_test_cflags)
test_diagnosis_LDADD = $(agent_test_libs)
test_day_SOURCES = tests/unit/test-day.c
test_day_CFLAGS = $(agent_test_cflags)
test_day_LDADD = $(agent_test_libs)
test_gate_SOURCES = tests/unit/test-gate.c
test_gate_CFLAGS = $(agent_test_cflags)
test_gate_LDADD = $(agent_test_libs)
test_schedule_SOURCES = tests/unit/test-schedule.c
test_schedule_CFLAGS = $(agent_test_cflags)
test_schedule_LDADD = $(agent_test_libs)
test_sent_SOURCES = tests/unit/test-sent.c $(sent_parts)
test_sent_CFLAGS = $(agent_test_cflags) $(ETPAN_CFLAGS)
test_sent_LDADD = plugins/libmm-session.la $(agent_test_libs) $(ETPAN_LIBS)
test_slip_SOURCES = tests/unit/test-slip.c tests/unit/knowledge.h
test_slip_CFLAGS = $(agent_test_cflags)
test_slip_LDADD = $(agent_test_libs)
test_baseline_SOURCES = tests/unit/test-baseline.c
test_baseline_CFLAGS = $(agent_test_cflags)
test_baseline_LDADD = $(agent_test_libs)
test_sending_SOURCES = tests/unit/test-sending.c tests/unit/knowledge.h
test_sending_CFLAGS = $(agent_test_cflags)
test_sending_LDADD = $(agent_test_libs)
test_timeline_SOURCES = tests/unit/test-timeline.c
test_timeline_CFLAGS = $(agent_test_cflags)
test_timeline_LDADD = $(agent_test_libs)
test_store_SOURCES = tests/unit/test-store.c
test_store_CFLAGS = $(agent_test_cflags)
test_store_LDADD = $(agent_test_libs)
endif
check_LTLIBRARIES += content-stub.la
content_stub_la_SOURCES = tests/agent/content-stub.c
content_stub_la_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
content_stub_la_LDFLAGS = $(malice_flags)
content_stub_la_LIBADD = core/libmm-core.la $(CORE_LIBS)
TESTS += tests/agent/test-agent.py tests/agent/test-messages.py tests/agent/test-token.py
EXTRA_DIST += tests/agent/test-agent.py tests/agent/test-messages.py tests/agent/test-token.py tests/agent/tokens.py

# --- desktop: command line, notifier and window against made-up peers on a private bus ---
TESTS += tests/desktop/test-bulk.py tests/desktop/test-cli.py tests/desktop/test-notifier.py tests/desktop/test-window.py
EXTRA_DIST += tests/desktop/fake.py tests/desktop/peers.py tests/desktop/test-bulk.py tests/desktop/test-cli.py tests/desktop/test-notifier.py tests/desktop/test-window.py
if HAVE_CMOCKA
check_PROGRAMS += test-board test-words
test_board_SOURCES = tests/unit/test-board.c desktop/notifier/board.c desktop/notifier/board.h
test_board_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(NOTIFIER_CFLAGS) $(CMOCKA_CFLAGS)
test_board_LDADD = desktop/libmm-client.la core/libmm-core.la $(CORE_LIBS) $(NOTIFIER_LIBS) $(CMOCKA_LIBS)
test_words_SOURCES = tests/unit/test-words.c
test_words_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(NOTIFIER_CFLAGS) $(CMOCKA_CFLAGS)
test_words_LDADD = desktop/libmm-client.la core/libmm-core.la $(CORE_LIBS) $(NOTIFIER_LIBS) $(CMOCKA_LIBS)
TESTS += test-board test-words
endif

# --- without cmocka the unit tests are skipped, and that is said ---
EXTRA_DIST += tests/test-no-cmocka.sh
if !HAVE_CMOCKA
TESTS += tests/test-no-cmocka.sh
endif
