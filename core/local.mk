# core/: the words all processes share. GLib-free; linked into every program and plugin.
noinst_LTLIBRARIES += core/libmm-core.la
core_libmm_core_la_SOURCES = \
	core/account.c core/account.h core/cause.c core/cause.h core/duration.c core/duration.h core/fact.c core/fact.h core/fill.c core/fill.h core/finding.c core/finding.h core/hint.c core/hint.h core/inifile.c core/inifile.h core/job.c core/job.h core/lint.c core/lint.h \
	core/knowledge.c core/knowledge.h core/wordlist.c core/wordlist.h core/page.c core/page.h core/place.c core/place.h core/provider.c core/provider.h core/remedy.c core/remedy.h core/secret.c core/secret.h \
	core/question.c core/question.h core/reply.c core/reply.h core/scan.c core/scan.h core/search.c core/search.h core/signature.c core/signature.h core/spawn.c core/spawn.h core/survey.c core/survey.h core/text.c core/text.h core/wire.c core/wire.h core/writer.c core/writer.h \
	core/account-file.c core/charset.c core/charset.h core/memory.h core/redact.c core/unicode.c core/unicode.h
core_libmm_core_la_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
core_libmm_core_la_LIBADD = $(CORE_LIBS)
