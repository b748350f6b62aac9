/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `mailmedic add`: finds the servers (from the options, else from what is known of the provider),
 * has the agent add the account, and stores the password in the keyring under the id the agent
 * gave. It must never hand the password to the agent or anywhere else but libsecret, nor leave an
 * account behind whose password could not be stored. Called from the table in main.c.
 */
#include "config.h"
#include "cli.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <glib/gi18n.h>
#include "core/account.h"
#include "core/knowledge.h"
#include "core/place.h"
#include "core/secret.h"
#include "desktop/client/agent.h"
#include "keyring.h"
#include "print.h"
#include "prompt.h"

static gboolean as_json, password_stdin;
static char *urls[MM_PROTOCOL_COUNT], *user, *ca_file, *dns, *provider_name, *webmail;
static const GOptionEntry add_options[] = {
	{ "imap", 0, 0, G_OPTION_ARG_STRING, &urls[MM_IMAP],
	  N_("the IMAP server: imaps://HOST[:PORT], or imap:// for STARTTLS"), "URL" },
	{ "pop3", 0, 0, G_OPTION_ARG_STRING, &urls[MM_POP3], N_("the POP3 server: pop3s:// or pop3://"), "URL" },
	{ "smtp", 0, 0, G_OPTION_ARG_STRING, &urls[MM_SMTP], N_("the submission server: smtps:// or smtp://"), "URL" },
	{ "user", 0, 0, G_OPTION_ARG_STRING, &user, N_("the name to log in with (the address)"), N_("NAME") },
	{ "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &ca_file,
	  N_("trust the certificates in this file instead of the system's"), N_("FILE") },
	{ "provider", 0, 0, G_OPTION_ARG_STRING, &provider_name,
	  N_("whose servers they are: for a domain of your own at a known provider"), N_("NAME") },
	{ "webmail", 0, 0, G_OPTION_ARG_STRING, &webmail, N_("the web page of the mailbox: https://HOST/"), "URL" },
	{ "dns", 0, 0, G_OPTION_ARG_STRING, &dns, N_("ask this name server"), N_("ADDRESS:PORT") },
	{ "password-stdin", 0, 0, G_OPTION_ARG_NONE, &password_stdin, N_("read the password from standard input"),
	  NULL },
	{ "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("print JSON"), NULL },
	G_OPTION_ENTRY_NULL
};

static gboolean has_url(void)
{
	for (guint i = 0; i < MM_PROTOCOL_COUNT; i++)
		if (urls[i])
			return TRUE;
	return FALSE;
}

/* The options' URLs into `account`. False with the error printed. */
static gboolean read_urls(struct mm_account *account)
{
	for (guint i = 0; i < MM_PROTOCOL_COUNT; i++) {
		struct mm_service service = { .host = "" };
		enum mm_protocol protocol;
		const char *why = NULL;

		if (!urls[i])
			continue;
		if (mm_service_parse_url(urls[i], &protocol, &service, &why) < 0) {
			mm_cli_error(_("--%s %s: %s"), mm_protocol_name(i), urls[i], why);
			return FALSE;
		}
		if (protocol != i) {
			mm_cli_error(_("--%s %s: this is the address of another kind of server. Give it as --%s."),
				     mm_protocol_name(i), urls[i], mm_protocol_name(protocol));
			return FALSE;
		}
		account->service[i] = service;
	}
	return TRUE;
}

/* The user a provider wants, with the address in its place. */
static void fill_user(const char *pattern, const char *address, char *out, size_t size)
{
	const char *at = strrchr(address, '@');

	if (g_str_equal(pattern, "%local%"))
		g_snprintf(out, size, "%.*s", (int)(at - address), address);
	else
		g_strlcpy(out, address, size);
}

static const struct mm_provider *find_provider(const struct mm_knowledge *knowledge, const char *domain)
{
	return provider_name ? mm_knowledge_provider(knowledge, provider_name)
			     : mm_knowledge_provider_by_domain(knowledge, domain);
}

static void complain_of_provider(const char *domain)
{
	if (provider_name)
		mm_cli_error(_("--provider %s: no such provider is known. Leave it out and give the servers: --imap "
			       "imaps://HOST and --smtp smtps://HOST."),
			     provider_name);
	else
		mm_cli_error(_("The provider of %s is not known. Give its servers: --imap imaps://HOST and --smtp "
			       "smtps://HOST."),
			     domain);
}

/* The servers of the provider the address's domain belongs to. False with the error printed. */
static gboolean read_provider(struct mm_account *account)
{
	char why[256] = "";
	const char *domain = strrchr(account->address, '@') + 1;
	struct mm_knowledge *knowledge =
		mm_knowledge_load(mm_place(MM_PLACE_KNOWLEDGE), MM_KNOWLEDGE_PROVIDERS, why, sizeof(why));
	const struct mm_provider *provider = knowledge ? find_provider(knowledge, domain) : NULL;

	if (!knowledge)
		mm_cli_error(
			_("What is known of providers could not be read: %s. Give the servers with --imap and --smtp."),
			why);
	else if (!provider)
		complain_of_provider(domain);
	gboolean reachable = FALSE;
	for (guint i = 0; provider && i < MM_PROTOCOL_COUNT; i++)
		reachable = reachable || *provider->service[i].host;
	if (provider && !reachable)
		mm_cli_error(_("Mail programs do not reach %s directly. Give the servers of the program that stands in "
			       "between: --imap imap://HOST:PORT and --smtp smtp://HOST:PORT."),
			     provider->name);
	for (guint i = 0; provider && i < MM_PROTOCOL_COUNT; i++) {
		account->service[i] = provider->service[i];
		fill_user(provider->service[i].user, account->address, account->service[i].user,
			  sizeof(account->service[i].user));
	}
	if (provider)
		g_strlcpy(account->provider, provider->id, sizeof(account->provider));
	/* POP3 only where there is no IMAP: asking both would check, and log in, twice. */
	if (provider && *account->service[MM_IMAP].host)
		*account->service[MM_POP3].host = '\0';
	mm_knowledge_free(knowledge);
	return reachable;
}

static gboolean read_ca_file(struct mm_account *account)
{
	g_autofree char *path = ca_file ? realpath(ca_file, NULL) : NULL;

	if (!ca_file)
		return TRUE;
	if (!path || access(path, R_OK) != 0 || strlen(path) >= sizeof(account->ca_file)) {
		mm_cli_error(_("--ca-file %s: the file cannot be read. Give a PEM file of the certificates to trust."),
			     ca_file);
		return FALSE;
	}
	g_strlcpy(account->ca_file, path, sizeof(account->ca_file));
	return TRUE;
}

static gboolean read_webmail(struct mm_account *account)
{
	if (!webmail || mm_page_parse(webmail, &account->webmail))
		return TRUE;
	mm_cli_error(_("--webmail %s: this is no page's address. Give one such as https://mail.example.org/."),
		     webmail);
	return FALSE;
}

static gboolean read_account(const char *address, struct mm_account *account)
{
	if (!mm_address_valid(address) || strlen(address) >= sizeof(account->address)) {
		mm_cli_error(_("“%s” is no mail address. Give one such as ann@example.org."), address);
		return FALSE;
	}
	g_strlcpy(account->address, address, sizeof(account->address));
	return (has_url() ? read_urls(account) : read_provider(account)) && read_ca_file(account) &&
	       read_webmail(account);
}

/* "imaps://[2001:db8::1]:993" */
static char *service_url(enum mm_protocol protocol, const struct mm_service *service)
{
	gboolean brackets = strchr(service->host, ':') != NULL;

	return g_strdup_printf("%s%s://%s%s%s:%u", mm_protocol_name(protocol),
			       service->security == MM_SECURITY_TLS ? "s" : "", brackets ? "[" : "", service->host,
			       brackets ? "]" : "", service->port);
}

static void add_text(GVariantBuilder *options, const char *name, const char *value)
{
	if (value && *value)
		g_variant_builder_add(options, "{sv}", name, g_variant_new_string(value));
}

static const char *login_name(const struct mm_account *account)
{
	if (user)
		return user;
	for (guint i = 0; i < MM_PROTOCOL_COUNT; i++)
		if (*account->service[i].host && *account->service[i].user)
			return account->service[i].user;
	return NULL;
}

static GVariant *call_arguments(const struct mm_account *account)
{
	GVariantBuilder options;

	g_variant_builder_init(&options, G_VARIANT_TYPE_VARDICT);
	for (guint i = 0; i < MM_PROTOCOL_COUNT; i++) {
		g_autofree char *url = *account->service[i].host ? service_url(i, &account->service[i]) : NULL;

		add_text(&options, mm_protocol_name(i), url);
	}
	add_text(&options, "user", login_name(account));
	add_text(&options, "ca-file", account->ca_file);
	add_text(&options, "dns", dns);
	add_text(&options, "provider", provider_name ? provider_name : account->provider);
	add_text(&options, "webmail", webmail);
	return g_variant_new("(sa{sv})", account->address, &options);
}

static struct mm_standing *find_standing(GPtrArray *standings, const char *id)
{
	for (guint i = 0; i < standings->len; i++) {
		struct mm_standing *standing = g_ptr_array_index(standings, i);

		if (g_str_equal(standing->id, id))
			return standing;
	}
	return NULL;
}

static void print_added(const struct mm_standing *standing)
{
	if (as_json) {
		mm_print_json(json_pack("{s:s s:s s:s s:o}", "account", standing->id, "address", standing->address,
					"provider", standing->provider, "servers", mm_print_servers_json(standing)));
		return;
	}
	puts(standing->id);
	mm_print_servers(standing);
}

static void take_back(GDBusConnection *connection, const char *id)
{
	g_autoptr(GVariant) answer = mm_agent_call(connection, MM_AGENT_ROOT, MM_AGENT_MAIN, "RemoveAccount",
						   g_variant_new("(sa{sv})", id, NULL), NULL);
}

/*
 * The keyring items are bound to the id and the servers as the agent has them: so the account comes
 * first, and goes again if they cannot be stored.
 */
static int add_account(GDBusConnection *connection, const struct mm_account *account, const struct mm_secret *secret)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) answer =
		mm_agent_call(connection, MM_AGENT_ROOT, MM_AGENT_MAIN, "AddAccount", call_arguments(account), &error);
	g_autoptr(GDBusObjectManager) manager = answer ? mm_agent_reach(&error) : NULL;
	g_autoptr(GPtrArray) standings = manager ? mm_agent_standings(manager) : NULL;
	g_autofree char *why = NULL;
	struct mm_standing *standing;
	const char *id;

	if (!standings)
		return mm_cli_refused(error);
	g_variant_get(answer, "(&s)", &id);
	standing = find_standing(standings, id);
	if (standing && mm_keyring_store(standing, secret, &why)) {
		print_added(standing);
		return MM_EXIT_WELL;
	}
	take_back(connection, id);
	mm_cli_error("%s", why ? why
			       : _("The agent does not show the new account. Look at its log: journalctl --user -u "
				   "mailmedic-agent"));
	return MM_EXIT_TROUBLE;
}

/* The agent would refuse it too, but only after the person has typed a password. */
static gboolean is_new(GDBusObjectManager *manager, const char *address)
{
	g_autoptr(GPtrArray) standings = mm_agent_standings(manager);

	for (guint i = 0; i < standings->len; i++) {
		const struct mm_standing *standing = g_ptr_array_index(standings, i);

		if (g_ascii_strcasecmp(standing->address, address) != 0)
			continue;
		mm_cli_error(_("%s is watched already. To store another password: mailmedic password %s"), address,
			     standing->id);
		return FALSE;
	}
	return TRUE;
}

int mm_cli_add(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GDBusObjectManager) manager = NULL;
	g_autofree char *why = NULL;
	struct mm_account account = { .id = "" };
	MM_AUTO_SECRET secret = MM_SECRET_EMPTY;

	if (!mm_cli_parse(&argc, &argv, add_options, 1, 1) || !read_account(argv[1], &account))
		return MM_EXIT_USAGE;
	if (!(manager = mm_agent_reach(&error)))
		return mm_cli_no_agent(error);
	if (!is_new(manager, account.address))
		return MM_EXIT_TROUBLE;
	if (!mm_keyring_ready(&why) || !mm_prompt_password(account.address, password_stdin, &secret, &why)) {
		mm_cli_error("%s", why);
		return MM_EXIT_TROUBLE;
	}
	return add_account(g_dbus_object_manager_client_get_connection(G_DBUS_OBJECT_MANAGER_CLIENT(manager)), &account,
			   &secret);
}
