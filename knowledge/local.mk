# knowledge/: what is known, plain text. Installed as it is; a new file is listed here.
causesdir = $(knowledgedir)/causes
signaturesdir = $(knowledgedir)/signatures
providersdir = $(knowledgedir)/providers
layoutsdir = $(knowledgedir)/layouts
dist_layouts_DATA = knowledge/layouts/words.tsv
contentdir = $(knowledgedir)/content
hintsdir = $(knowledgedir)/hints
checksdir = $(knowledgedir)/checks
domainsdir = $(knowledgedir)/domains

dist_causes_DATA = \
	knowledge/causes/account-blocked.ini knowledge/causes/account-deleted.ini \
	knowledge/causes/account-disabled-by-admin.ini knowledge/causes/account-expired.ini \
	knowledge/causes/account-frozen.ini knowledge/causes/account-locked-security.ini \
	knowledge/causes/account-sending-blocked.ini knowledge/causes/app-password-required.ini \
	knowledge/causes/attachment-type-blocked.ini knowledge/causes/auditor-rejected.ini \
	knowledge/causes/auth-mechanism-unsupported.ini knowledge/causes/auth-syntax.ini \
	knowledge/causes/bad-reputation.ini knowledge/causes/blocklisted-domain.ini \
	knowledge/causes/blocklisted-ip.ini knowledge/causes/bounce-attack-protection.ini \
	knowledge/causes/captive-portal.ini knowledge/causes/cert-expired.ini \
	knowledge/causes/cert-hostname-mismatch.ini knowledge/causes/cert-not-yet-valid.ini \
	knowledge/causes/cert-untrusted.ini knowledge/causes/cert-weak.ini \
	knowledge/causes/client-id-required.ini knowledge/causes/clock-wrong.ini \
	knowledge/causes/conditional-access.ini knowledge/causes/connection-refused.ini \
	knowledge/causes/connection-tampered.ini knowledge/causes/connection-timeout.ini \
	knowledge/causes/content-rejected.ini knowledge/causes/credential-missing.ini \
	knowledge/causes/delivery-delayed.ini knowledge/causes/delivery-expired.ini \
	knowledge/causes/dkim-dmarc-fail.ini knowledge/causes/dns-failure.ini \
	knowledge/causes/domain-not-found.ini knowledge/causes/eula-not-accepted.ini \
	knowledge/causes/external-sending-disabled.ini knowledge/causes/forged-bounce.ini \
	knowledge/causes/geo-blocked.ini knowledge/causes/greylisted.ini knowledge/causes/header-invalid.ini \
	knowledge/causes/helo-rejected.ini knowledge/causes/ip-blocked.ini knowledge/causes/ip-rate-limited.ini \
	knowledge/causes/keyring-locked.ini knowledge/causes/login-rate-limited.ini \
	knowledge/causes/mailbox-full.ini knowledge/causes/mailbox-in-use.ini \
	knowledge/causes/mailbox-nearly-full.ini knowledge/causes/message-too-large.ini \
	knowledge/causes/no-such-user.ini knowledge/causes/not-connected-backend.ini \
	knowledge/causes/not-examined.ini knowledge/causes/null-mx.ini knowledge/causes/oauth-consent.ini \
	knowledge/causes/oauth-required.ini knowledge/causes/offline.ini knowledge/causes/own-dkim-broken.ini \
	knowledge/causes/own-dmarc-broken.ini knowledge/causes/own-domain-expired.ini \
	knowledge/causes/own-mx-broken.ini knowledge/causes/own-spf-broken.ini \
	knowledge/causes/password-expired.ini knowledge/causes/policy-rejected.ini \
	knowledge/causes/port-blocked.ini knowledge/causes/protocol-disabled.ini \
	knowledge/causes/protocol-violation.ini knowledge/causes/ptr-missing.ini \
	knowledge/causes/recipient-address-typo.ini knowledge/causes/recipient-disabled.ini \
	knowledge/causes/recipient-mailbox-full.ini knowledge/causes/recipient-moved.ini \
	knowledge/causes/recipient-not-accepting.ini knowledge/causes/recipient-rate-limited.ini \
	knowledge/causes/recipient-rejected.ini knowledge/causes/recipient-restricted.ini \
	knowledge/causes/recipient-system-error.ini knowledge/causes/recipient-unknown.ini \
	knowledge/causes/relay-denied.ini knowledge/causes/routing-loop.ini \
	knowledge/causes/sender-domain-not-found.ini knowledge/causes/sender-not-allowed.ini \
	knowledge/causes/sender-rejected.ini knowledge/causes/sending-disabled-billing.ini \
	knowledge/causes/sending-limit-exceeded.ini knowledge/causes/server-misbehaved.ini \
	knowledge/causes/server-name-wrong.ini knowledge/causes/server-unavailable.ini \
	knowledge/causes/smtp-auth-disabled-by-admin.ini knowledge/causes/spam-content-rejected.ini \
	knowledge/causes/spf-fail.ini knowledge/causes/starttls-stripped.ini \
	knowledge/causes/starttls-unavailable.ini knowledge/causes/tls-required-before-auth.ini \
	knowledge/causes/tls-version-mismatch.ini knowledge/causes/token-expired.ini \
	knowledge/causes/too-many-connections.ini knowledge/causes/too-many-recipients.ini \
	knowledge/causes/two-factor-required.ini knowledge/causes/unauthenticated-mail.ini \
	knowledge/causes/undetermined.ini knowledge/causes/username-needs-domain.ini \
	knowledge/causes/virus-rejected.ini knowledge/causes/weak-password-blocked.ini \
	knowledge/causes/web-login-required.ini knowledge/causes/webmail-address-wrong.ini \
	knowledge/causes/webmail-unavailable.ini knowledge/causes/wrong-password.ini \
	knowledge/causes/wrong-port-or-tls-mode.ini
dist_signatures_DATA = \
	knowledge/signatures/bounce.tsv knowledge/signatures/codes.tsv knowledge/signatures/imap.tsv \
	knowledge/signatures/net.tsv knowledge/signatures/page.tsv knowledge/signatures/pop3.tsv knowledge/signatures/smtp.tsv
dist_providers_DATA = \
	knowledge/providers/abv.ini knowledge/providers/alibaba-enterprise.ini \
	knowledge/providers/alibaba-hichina.ini knowledge/providers/alibaba-personal.ini \
	knowledge/providers/alibaba-singapore.ini knowledge/providers/aol.ini \
	knowledge/providers/aruba.ini knowledge/providers/att.ini \
	knowledge/providers/biglobe.ini knowledge/providers/bluewin.ini \
	knowledge/providers/bt.ini knowledge/providers/centrum.ini \
	knowledge/providers/charter.ini knowledge/providers/comcast.ini \
	knowledge/providers/daum.ini knowledge/providers/disroot.ini \
	knowledge/providers/dreamhost.ini knowledge/providers/exmail.ini \
	knowledge/providers/fastmail.ini knowledge/providers/free.ini \
	knowledge/providers/freenet.ini knowledge/providers/gandi.ini \
	knowledge/providers/gmail.ini knowledge/providers/gmx-com.ini \
	knowledge/providers/gmx.ini knowledge/providers/godaddy.ini \
	knowledge/providers/hetzner.ini knowledge/providers/hostinger.ini \
	knowledge/providers/hover.ini knowledge/providers/hushmail.ini \
	knowledge/providers/icloud.ini knowledge/providers/infomaniak.ini \
	knowledge/providers/interia.ini knowledge/providers/ionos-de.ini \
	knowledge/providers/ionos.ini knowledge/providers/iua.ini \
	knowledge/providers/kakao.ini knowledge/providers/kpn.ini \
	knowledge/providers/laposte.ini knowledge/providers/libero.ini \
	knowledge/providers/locaweb.ini knowledge/providers/loopia.ini \
	knowledge/providers/mail-de.ini knowledge/providers/mail139.ini \
	knowledge/providers/mail189.ini knowledge/providers/mailbox-org.ini \
	knowledge/providers/mailcom.ini knowledge/providers/mailo.ini \
	knowledge/providers/mailru.ini knowledge/providers/microsoft.ini \
	knowledge/providers/migadu.ini knowledge/providers/namecheap.ini \
	knowledge/providers/naver.ini knowledge/providers/netease-qiye.ini \
	knowledge/providers/netease.ini knowledge/providers/nifty.ini \
	knowledge/providers/o2pl.ini knowledge/providers/ocn.ini \
	knowledge/providers/one-com.ini knowledge/providers/onet.ini \
	knowledge/providers/orange.ini knowledge/providers/ovh.ini \
	knowledge/providers/posteo.ini knowledge/providers/proton.ini \
	knowledge/providers/proximus.ini knowledge/providers/purelymail.ini \
	knowledge/providers/qq.ini knowledge/providers/rackspace.ini \
	knowledge/providers/rambler.ini knowledge/providers/rediff.ini \
	knowledge/providers/riseup.ini knowledge/providers/runbox.ini \
	knowledge/providers/ses.ini knowledge/providers/seznam.ini \
	knowledge/providers/sfr.ini knowledge/providers/sina.ini \
	knowledge/providers/sky.ini knowledge/providers/softbank.ini \
	knowledge/providers/sohu.ini knowledge/providers/soverin.ini \
	knowledge/providers/startmail.ini knowledge/providers/strato.ini \
	knowledge/providers/t-online.ini knowledge/providers/telenet.ini \
	knowledge/providers/telstra.ini knowledge/providers/tiscali.ini \
	knowledge/providers/titan.ini knowledge/providers/transip.ini \
	knowledge/providers/ukrnet.ini knowledge/providers/uol.ini \
	knowledge/providers/virgilio.ini knowledge/providers/virginmedia.ini \
	knowledge/providers/webde.ini knowledge/providers/workmail.ini \
	knowledge/providers/wp.ini knowledge/providers/yahoo-japan.ini \
	knowledge/providers/yahoo.ini knowledge/providers/yandex.ini \
	knowledge/providers/ziggo.ini knowledge/providers/zoho-eu.ini \
	knowledge/providers/zoho-in.ini knowledge/providers/zoho.ini
dist_content_DATA = knowledge/content/blocked-attachments.txt knowledge/content/link-shorteners.txt

dist_hints_DATA = \
	knowledge/hints/address-corrected.ini knowledge/hints/content-blocked-attachment.ini \
	knowledge/hints/content-link-shortener.ini knowledge/hints/content-misleading-subject.ini \
	knowledge/hints/content-no-subject.ini knowledge/hints/content-no-text.ini \
	knowledge/hints/content-only-images.ini knowledge/hints/delay-retry-until.ini \
	knowledge/hints/limit-allowed.ini knowledge/hints/limit-per-day.ini \
	knowledge/hints/limit-sent.ini knowledge/hints/report-ready.ini knowledge/hints/resend-hard.ini \
	knowledge/hints/resend-hard-named.ini knowledge/hints/resend-later.ini \
	knowledge/hints/size-1-limit.ini knowledge/hints/size-1-only-limit.ini \
	knowledge/hints/size-1-only-size.ini knowledge/hints/size-2-attachments-1.ini \
	knowledge/hints/size-2-attachments-2.ini knowledge/hints/size-2-attachments-3.ini \
	knowledge/hints/size-3-without-1.ini knowledge/hints/size-3-without-2.ini \
	knowledge/hints/size-3-without-3.ini knowledge/hints/zone-1-fine.ini knowledge/hints/zone-2-resend.ini
dist_checks_DATA = \
	knowledge/checks/cname.dangling.ini knowledge/checks/cname.mail.ini knowledge/checks/dkim.badkey.ini \
	knowledge/checks/dkim.nokey.ini knowledge/checks/dkim.revoked.ini knowledge/checks/dkim.short.ini \
	knowledge/checks/dkim.testing.ini knowledge/checks/dkim.unsigned.ini knowledge/checks/dmarc.enforced_unaligned.ini \
	knowledge/checks/dmarc.location.ini knowledge/checks/dmarc.multiple.ini knowledge/checks/dmarc.none.ini \
	knowledge/checks/dmarc.old_tags.ini knowledge/checks/dmarc.p_none.ini knowledge/checks/dmarc.rua.ini \
	knowledge/checks/dmarc.sp.ini knowledge/checks/dmarc.spf_there.ini knowledge/checks/dmarc.strict.ini \
	knowledge/checks/dmarc.syntax.ini knowledge/checks/dom.apex_cname.ini knowledge/checks/dom.expired.ini \
	knowledge/checks/dom.servfail.ini knowledge/checks/list.listed.ini knowledge/checks/mx.cname.ini knowledge/checks/mx.dup.ini \
	knowledge/checks/mx.implicit.ini knowledge/checks/mx.ip.ini knowledge/checks/mx.mixed_providers.ini \
	knowledge/checks/mx.noaddr.ini knowledge/checks/mx.none.ini knowledge/checks/mx.not_provider.ini \
	knowledge/checks/mx.null.ini knowledge/checks/mx.null_mixed.ini knowledge/checks/mx.private.ini \
	knowledge/checks/ns.lame.ini knowledge/checks/ptr.fcrdns.ini knowledge/checks/spf.after_all.ini \
	knowledge/checks/spf.helo.ini knowledge/checks/spf.include_none.ini knowledge/checks/spf.long.ini \
	knowledge/checks/spf.lookups.ini knowledge/checks/spf.loop.ini knowledge/checks/spf.missing_provider.ini \
	knowledge/checks/spf.multiple.ini knowledge/checks/spf.mx_over10.ini knowledge/checks/spf.noall.ini \
	knowledge/checks/spf.none.ini knowledge/checks/spf.plusall.ini knowledge/checks/spf.ptr.ini \
	knowledge/checks/spf.senderid.ini knowledge/checks/spf.split_space.ini \
	knowledge/checks/spf.subdomain.ini knowledge/checks/spf.syntax.ini knowledge/checks/spf.type99.ini \
	knowledge/checks/spf.void.ini
dist_domains_DATA = knowledge/domains/common.txt

staged_files = $(dist_causes_DATA) $(dist_content_DATA) $(dist_layouts_DATA) $(dist_signatures_DATA) $(dist_providers_DATA) \
	$(dist_hints_DATA) $(dist_checks_DATA) $(dist_domains_DATA)
EXTRA_DIST += knowledge/layouts/README.md knowledge/causes/README.md knowledge/content/README.md knowledge/domains/README.md \
	knowledge/hints/README.md knowledge/checks/README.md knowledge/signatures/README.md knowledge/providers/README.md tools/knowledge-strings

# The texts a person reads, as C strings for xgettext. In the source folder, where xgettext looks, and part of a release.
EXTRA_DIST += po/knowledge-strings.c
BUILT_SOURCES += $(top_srcdir)/po/knowledge-strings.c
$(top_srcdir)/po/knowledge-strings.c: $(dist_causes_DATA) $(dist_providers_DATA) $(dist_hints_DATA) $(dist_checks_DATA) $(top_srcdir)/tools/knowledge-strings
	$(AM_V_GEN)mkdir -p $(top_srcdir)/po && cd $(top_srcdir) && \
	$(AWK) -f tools/knowledge-strings $(dist_causes_DATA) $(dist_providers_DATA) $(dist_hints_DATA) $(dist_checks_DATA) > po/knowledge-strings.tmp && \
	mv po/knowledge-strings.tmp po/knowledge-strings.c
