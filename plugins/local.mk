# plugins/: one folder a plugin; session/ is what the two that log in share.
mmincludedir = $(includedir)/mailmedic
mminclude_HEADERS = plugins/mailmedic-plugin.h
mmcoreincludedir = $(mmincludedir)/core
mmcoreinclude_HEADERS = core/account.h core/cause.h core/finding.h core/job.h core/page.h core/signature.h core/text.h

noinst_LTLIBRARIES += plugins/libmm-session.la
plugins_libmm_session_la_SOURCES = \
	plugins/session/session.c plugins/session/session.h plugins/session/imap.c plugins/session/pop3.c plugins/session/smtp.c \
	plugins/session/credential.c plugins/session/credential.h plugins/session/offer.c plugins/session/offer.h \
	plugins/session/challenge.c plugins/session/challenge.h plugins/session/response.c plugins/session/response.h plugins/session/fetched.c plugins/session/fetched.h \
	plugins/session/mailbox.c plugins/session/mailbox.h plugins/session/quota.c plugins/session/quota.h
plugins_libmm_session_la_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(ETPAN_CFLAGS)

plugin_LTLIBRARIES += login.la inbox.la sent.la status.la domain.la bounce.la content.la explain.la
login_la_SOURCES = plugins/login/login.c
login_la_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(ETPAN_CFLAGS)
login_la_LDFLAGS = $(link_module)
login_la_LIBADD = plugins/libmm-session.la core/libmm-core.la $(CORE_LIBS) $(ETPAN_LIBS)

inbox_parts = \
	plugins/inbox/drop.c plugins/inbox/drop.h plugins/inbox/folder.c plugins/inbox/folder.h plugins/inbox/header.c plugins/inbox/header.h plugins/inbox/judge.c plugins/inbox/judge.h plugins/inbox/fetch.c plugins/inbox/fetch.h \
	plugins/inbox/maildrop.c plugins/inbox/maildrop.h \
	plugins/inbox/search.c plugins/inbox/search.h plugins/inbox/uids.c plugins/inbox/uids.h plugins/inbox/watch.c plugins/inbox/watch.h
inbox_la_SOURCES = plugins/inbox/inbox.c $(inbox_parts)
inbox_la_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(ETPAN_CFLAGS)
inbox_la_LDFLAGS = $(link_module)
inbox_la_LIBADD = plugins/libmm-session.la core/libmm-core.la $(CORE_LIBS) $(ETPAN_LIBS)

sent_parts = plugins/sent/count.c plugins/sent/count.h plugins/sent/lookup.c plugins/sent/lookup.h
sent_la_SOURCES = plugins/sent/sent.c $(sent_parts)
sent_la_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(ETPAN_CFLAGS)
sent_la_LDFLAGS = $(link_module)
sent_la_LIBADD = plugins/libmm-session.la core/libmm-core.la $(CORE_LIBS) $(ETPAN_LIBS)

dns_parts = plugins/dns/dns.c plugins/dns/dns.h plugins/dns/record.c plugins/dns/record.h
status_la_SOURCES = plugins/status/status.c plugins/status/clock.c plugins/status/clock.h plugins/status/http.c plugins/status/http.h $(dns_parts) \
	plugins/bounce/html.c plugins/bounce/html.h
status_la_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(ARES_CFLAGS) $(CURL_CFLAGS)
status_la_LDFLAGS = $(link_module)
status_la_LIBADD = core/libmm-core.la $(CORE_LIBS) $(ARES_LIBS) $(CURL_LIBS) -lresolv

bounce_parts = \
	plugins/bounce/fields.c plugins/bounce/fields.h plugins/bounce/guess.c plugins/bounce/guess.h plugins/bounce/html.c plugins/bounce/html.h \
	plugins/bounce/kind.c plugins/bounce/kind.h plugins/bounce/layout.c plugins/bounce/layout.h plugins/bounce/limit.c plugins/bounce/limit.h \
	plugins/bounce/notice.c plugins/bounce/notice.h plugins/bounce/mail.c plugins/bounce/mail.h plugins/bounce/original.c \
	plugins/bounce/original.h plugins/bounce/prose.c plugins/bounce/prose.h \
	plugins/bounce/quotation.c plugins/bounce/quotation.h plugins/bounce/report.c plugins/bounce/report.h \
	plugins/bounce/status.c plugins/bounce/status.h plugins/bounce/when.c plugins/bounce/when.h plugins/bounce/words.c plugins/bounce/words.h
bounce_la_SOURCES = plugins/bounce/bounce.c $(bounce_parts)
bounce_la_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(ETPAN_CFLAGS) $(UCHARDET_CFLAGS)
bounce_la_LDFLAGS = $(link_module)
bounce_la_LIBADD = core/libmm-core.la $(CORE_LIBS) $(ETPAN_LIBS) $(UCHARDET_LIBS)

# The same guards in front of libetpan as the bounce reader's, by its own files.
content_parts = \
	plugins/content/letter.c plugins/content/letter.h plugins/content/list.c plugins/content/list.h \
	plugins/content/name.c plugins/content/name.h plugins/content/rules.c plugins/content/rules.h
content_la_SOURCES = plugins/content/content.c $(content_parts) $(bounce_parts)
content_la_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(ETPAN_CFLAGS) $(UCHARDET_CFLAGS)
content_la_LDFLAGS = $(link_module)
content_la_LIBADD = core/libmm-core.la $(CORE_LIBS) $(ETPAN_LIBS) $(UCHARDET_LIBS)

explain_la_SOURCES = plugins/explain/explain.c
explain_la_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
explain_la_LDFLAGS = $(link_module)
explain_la_LIBADD = core/libmm-core.la $(CORE_LIBS)

# The evaluator and the lint of SPF: no sockets in them, the plugin and the tests bring the look-ups.
spf_parts = \
	plugins/domain/check.c plugins/domain/check.h \
	plugins/domain/spf.c plugins/domain/spf.h plugins/domain/spf-address.c plugins/domain/spf-address.h \
	plugins/domain/spf-answer.c plugins/domain/spf-answer.h plugins/domain/spf-lint.c plugins/domain/spf-lint.h \
	plugins/domain/spf-macro.c plugins/domain/spf-macro.h \
	plugins/domain/spf-name.c plugins/domain/spf-name.h plugins/domain/spf-record.c plugins/domain/spf-record.h \
	plugins/domain/spf-repair.c plugins/domain/spf-repair.h plugins/domain/spf-result.c plugins/domain/spf-result.h \
	plugins/domain/spf-walk.c plugins/domain/spf-walk.h
# DMARC and DKIM in the same way; both need spf_parts for names and answers.
dmarc_parts = \
	plugins/domain/dmarc.c plugins/domain/dmarc.h plugins/domain/dmarc-draft.c plugins/domain/dmarc-draft.h \
	plugins/domain/dmarc-lint.c plugins/domain/dmarc-lint.h plugins/domain/dmarc-record.c plugins/domain/dmarc-record.h \
	plugins/domain/dmarc-uri.c plugins/domain/dmarc-uri.h \
	plugins/domain/taglist.c plugins/domain/taglist-mend.c plugins/domain/taglist.h
# These need dmarc_parts too, and $(GNUTLS_CFLAGS) and $(GNUTLS_LIBS) for the keys.
dkim_parts = \
	plugins/domain/dkim.c plugins/domain/dkim.h plugins/domain/dkim-key.c plugins/domain/dkim-key.h \
	plugins/domain/dkim-signature.c plugins/domain/dkim-signature.h plugins/domain/dkim-size.c plugins/domain/dkim-size.h
# What receivers wrote into a mail: no look-ups, and of spf_parts only the names.
authres_parts = plugins/domain/authres.c plugins/domain/authres.h plugins/domain/authres-trust.c plugins/domain/authres-trust.h

domain_la_SOURCES = plugins/domain/domain.c plugins/domain/blocklist.c plugins/domain/blocklist.h plugins/domain/keys.c plugins/domain/keys.h plugins/domain/mx.c plugins/domain/mx.h \
	plugins/domain/names.c plugins/domain/names.h plugins/domain/permission.c plugins/domain/permission.h \
	plugins/domain/policy.c plugins/domain/policy.h plugins/domain/reverse.c plugins/domain/reverse.h \
	plugins/domain/webmail.c plugins/domain/webmail.h plugins/domain/zone.c plugins/domain/zone.h \
	$(spf_parts) $(dmarc_parts) $(dkim_parts) $(dns_parts)
domain_la_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS) $(ARES_CFLAGS) $(GNUTLS_CFLAGS)
domain_la_LDFLAGS = $(link_module)
domain_la_LIBADD = core/libmm-core.la $(CORE_LIBS) $(ARES_LIBS) $(GNUTLS_LIBS) -lresolv

EXTRA_DIST += plugins/session/README.md plugins/explain/README.md plugins/login/README.md plugins/inbox/README.md plugins/sent/README.md plugins/status/README.md plugins/dns/README.md \
	plugins/bounce/README.md plugins/content/README.md plugins/domain/README.md
