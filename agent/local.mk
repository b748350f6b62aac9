# agent/: decides, remembers, tells. Links no libetpan, GnuTLS, libcurl or c-ares; never loads a plugin.
noinst_LTLIBRARIES += agent/libmm-agent.la
agent_libmm_agent_la_SOURCES = \
	agent/accounts.c agent/accounts.h agent/bell.c agent/bell.h agent/breaker.c agent/breaker.h agent/bus.c agent/bus.h agent/busloop.c agent/busloop.h \
	agent/bus-arguments.c agent/bus-arguments.h agent/bus-call.c agent/bus-connection.h agent/bus-object.c agent/bus-object.h \
	agent/bus-quota.c agent/bus-quota.h agent/bus-standard.c agent/bus-standard.h agent/bus-tables.c agent/bus-tables.h \
	agent/bus-value.c agent/bus-value.h agent/bus-xml.c agent/bus-xml.h \
	agent/baseline.c agent/baseline.h agent/catalogue.c agent/catalogue.h agent/diagnosis.c agent/diagnosis.h agent/errand.c agent/errand.h agent/facts.c agent/facts.h agent/gate.c agent/gate.h agent/helper.c agent/helper.h agent/log.c agent/log.h agent/lookup.c agent/lookup.h agent/moment.c agent/moment.h \
	agent/network.c agent/network.h agent/origin.c agent/origin.h agent/patient.c agent/patient.h agent/reader.c agent/reader.h agent/schedule.c agent/schedule.h \
	agent/secrets.c agent/secrets.h agent/sending.c agent/sending.h agent/sent.c agent/sent.h agent/slip.c agent/slip.h agent/speaker.c agent/speaker.h agent/store.c agent/store.h agent/timeline.c agent/timeline.h agent/token.c agent/token.h agent/trouble.c agent/trouble-file.c agent/trouble.h \
	agent/word.c agent/word.h agent/work.c agent/work.h agent/zone.c agent/zone.h
agent_libmm_agent_la_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(AGENT_CFLAGS)

pkglibexec_PROGRAMS += mailmedic-agent
mailmedic_agent_SOURCES = agent/main.c agent/main-calls.c agent/main-content.c agent/main-jobs.c agent/main-judge.c agent/main-message.c agent/main-report.c agent/main-show.c \
	agent/main-ward.c agent/main-zone.c agent/main.h
mailmedic_agent_CFLAGS = $(pie_cflags) $(CORE_CFLAGS) $(AGENT_CFLAGS)
mailmedic_agent_LDFLAGS = $(link_pie)
mailmedic_agent_LDADD = agent/libmm-agent.la core/libmm-core.la $(CORE_LIBS) $(AGENT_LIBS)

# The interfaces as other programs read them, printed from the tables.
noinst_PROGRAMS += agent/bus-print
agent_bus_print_SOURCES = agent/bus-print.c agent/bus-tables.c agent/bus-xml.c
agent_bus_print_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(AGENT_CFLAGS)
agent_bus_print_LDADD = $(AGENT_LIBS)
interfacesdir = $(datadir)/dbus-1/interfaces
interfaces_DATA = agent/org.mailmedic.Mailmedic1.xml agent/org.mailmedic.Account1.xml agent/org.mailmedic.Trouble1.xml \
	agent/org.mailmedic.Job1.xml
$(interfaces_DATA): agent/bus-print$(EXEEXT)
	$(AM_V_GEN)f='$(@F)'; agent/bus-print$(EXEEXT) "$${f%.xml}" >$@.new && mv $@.new $@
CLEANFILES += $(interfaces_DATA)
