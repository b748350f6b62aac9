# worker/: the confined host of plugins.
pkglibexec_PROGRAMS += mailmedic-worker
mailmedic_worker_SOURCES = \
	worker/clear.c worker/clear.h worker/confine.c worker/confine.h worker/describe.c worker/describe.h worker/dial.c worker/dial.h \
	worker/exit.h worker/guard.c worker/guard.h worker/host.c worker/host.h worker/landlock.c worker/landlock.h worker/limits.c \
	worker/limits.h worker/main.c worker/module.c worker/module.h worker/output.c worker/output.h worker/seccomp.c worker/seccomp.h \
	worker/stream.c worker/stream.h worker/tls.c worker/tls.h worker/transcript.c worker/transcript.h \
	worker/trim.c worker/trim.h
mailmedic_worker_CFLAGS = $(pie_cflags) $(CORE_CFLAGS) $(WORKER_CFLAGS) $(ETPAN_CFLAGS)
mailmedic_worker_LDFLAGS = $(link_pie)
mailmedic_worker_LDADD = core/libmm-core.la $(CORE_LIBS) $(WORKER_LIBS) $(ETPAN_LIBS) -ldl
