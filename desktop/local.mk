# desktop/: what a person sees; every program here is a client of the bus.
noinst_LTLIBRARIES += desktop/libmm-client.la
desktop_libmm_client_la_SOURCES = \
	desktop/client/agent.c desktop/client/agent.h desktop/client/history.c desktop/client/history.h desktop/client/standing.c desktop/client/standing.h \
	desktop/client/trouble.c desktop/client/trouble.h desktop/client/words.c desktop/client/words.h
desktop_libmm_client_la_CFLAGS = $(pie_cflags) $(CORE_CFLAGS) $(NOTIFIER_CFLAGS)

bin_PROGRAMS += mailmedic
mailmedic_SOURCES = \
	desktop/cli/add.c desktop/cli/check.c desktop/cli/cli.h desktop/cli/diagnose.c desktop/cli/domain.c desktop/cli/explain.c desktop/cli/feed.c desktop/cli/feed.h desktop/cli/keyring.c desktop/cli/keyring.h desktop/cli/lines.c desktop/cli/lines.h desktop/cli/list.c \
	desktop/cli/main.c desktop/cli/mbox.c desktop/cli/mbox.h desktop/cli/messages.c desktop/cli/messages.h desktop/cli/password.c desktop/cli/plugins.c desktop/cli/print.c desktop/cli/print.h \
	desktop/cli/prompt.c desktop/cli/prompt.h desktop/cli/reader.c desktop/cli/reader.h desktop/cli/screen.c desktop/cli/screen.h desktop/cli/told.c desktop/cli/told.h desktop/cli/verdict.c desktop/cli/verdict.h desktop/cli/wait.c desktop/cli/wait.h desktop/cli/walk.c desktop/cli/walk.h \
	desktop/cli/watch.c desktop/cli/worker.c desktop/cli/worker.h
mailmedic_CFLAGS = $(pie_cflags) $(CORE_CFLAGS) $(CLI_CFLAGS)
mailmedic_LDFLAGS = $(link_pie)
mailmedic_LDADD = desktop/libmm-client.la core/libmm-core.la $(CORE_LIBS) $(CLI_LIBS)

pkglibexec_PROGRAMS += mailmedic-notifier
mailmedic_notifier_SOURCES = \
	desktop/notifier/board.c desktop/notifier/board.h desktop/notifier/keeper.c desktop/notifier/keeper.h \
	desktop/notifier/launch.c desktop/notifier/launch.h desktop/notifier/main.c desktop/notifier/popup.c desktop/notifier/popup.h
mailmedic_notifier_CFLAGS = $(pie_cflags) $(CORE_CFLAGS) $(NOTIFIER_CFLAGS)
mailmedic_notifier_LDFLAGS = $(link_pie)
mailmedic_notifier_LDADD = desktop/libmm-client.la core/libmm-core.la $(CORE_LIBS) $(NOTIFIER_LIBS)

if HAVE_GTK
pkglibexec_PROGRAMS += mailmedic-window
mailmedic_window_SOURCES = \
	desktop/window/main.c desktop/window/page.c desktop/window/page.h desktop/window/window.c desktop/window/window.h
mailmedic_window_CFLAGS = $(pie_cflags) $(CORE_CFLAGS) $(WINDOW_CFLAGS)
mailmedic_window_LDFLAGS = $(link_pie)
mailmedic_window_LDADD = desktop/libmm-client.la core/libmm-core.la $(CORE_LIBS) $(WINDOW_LIBS)
endif

# --- data: what the desktop reads. Paths are put in here and not by configure, whose ${prefix} would stay in the files. ---
desktop_substitute = $(AM_V_GEN)$(MKDIR_P) desktop/data && sed -e 's|@pkglibexecdir[@]|$(pkglibexecdir)|g'

desktop/data/org.mailmedic.Mailmedic.service: desktop/data/org.mailmedic.Mailmedic.service.in Makefile
	$(desktop_substitute) $(srcdir)/desktop/data/org.mailmedic.Mailmedic.service.in >$@
desktop/data/mailmedic-agent.service: desktop/data/mailmedic-agent.service.in Makefile
	$(desktop_substitute) $(srcdir)/desktop/data/mailmedic-agent.service.in >$@
desktop/data/mailmedic-agent.desktop: desktop/data/mailmedic-agent.desktop.in po/LINGUAS Makefile
	$(desktop_substitute) $(srcdir)/desktop/data/mailmedic-agent.desktop.in >$@.tmp
	$(AM_V_at)$(MSGFMT_PATH) --desktop --template=$@.tmp -d $(srcdir)/po -o $@ && rm -f $@.tmp
desktop/data/org.mailmedic.Mailmedic.desktop: desktop/data/org.mailmedic.Mailmedic.desktop.in po/LINGUAS Makefile
	$(desktop_substitute) $(srcdir)/desktop/data/org.mailmedic.Mailmedic.desktop.in >$@.tmp
	$(AM_V_at)$(MSGFMT_PATH) --desktop --template=$@.tmp -d $(srcdir)/po -o $@ && rm -f $@.tmp

nodist_dbusservice_DATA = desktop/data/org.mailmedic.Mailmedic.service
systemduserunit_DATA = desktop/data/mailmedic-agent.service
autostart_DATA = desktop/data/mailmedic-agent.desktop
desktop_iconsdir = $(datadir)/icons/hicolor/scalable/apps
dist_desktop_icons_DATA = desktop/data/org.mailmedic.Mailmedic.svg
desktop_symboliciconsdir = $(datadir)/icons/hicolor/symbolic/apps
dist_desktop_symbolicicons_DATA = desktop/data/org.mailmedic.Mailmedic-symbolic.svg
if HAVE_GTK
desktop_applicationsdir = $(datadir)/applications
desktop_applications_DATA = desktop/data/org.mailmedic.Mailmedic.desktop
desktop_metainfodir = $(datadir)/metainfo
dist_desktop_metainfo_DATA = desktop/data/org.mailmedic.Mailmedic.metainfo.xml
endif

CLEANFILES += desktop/data/org.mailmedic.Mailmedic.service desktop/data/mailmedic-agent.service desktop/data/mailmedic-agent.desktop \
	desktop/data/org.mailmedic.Mailmedic.desktop
EXTRA_DIST += desktop/data/org.mailmedic.Mailmedic.service.in desktop/data/mailmedic-agent.service.in desktop/data/mailmedic-agent.desktop.in \
	desktop/data/org.mailmedic.Mailmedic.desktop.in desktop/data/org.mailmedic.Mailmedic.metainfo.xml
