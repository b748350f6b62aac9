/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The decision tree. Local conditions come before any blame (no way out, locked keyring, no password); then IMAP's word
 * counts before SMTP's and POP3's, because SMTP servers say "wrong password" for a broken back end too; then knowledge
 * says which causes are only symptoms of others. A name nobody can look up is the network's before it is a person's
 * slip. It must never decide by anything but causes and evidence. Called by
 * main whenever a look at an account is through, and for every message a reader judged.
 */
#include "config.h"
#include "diagnosis.h"

#include <stdio.h>
#include <string.h>
#include "core/fact.h"
#include "core/knowledge.h"
#include "facts.h"

/* The order in which protocols are believed. */
static const enum mm_protocol believed[] = { MM_IMAP, MM_POP3, MM_SMTP };
_Static_assert(G_N_ELEMENTS(believed) == MM_PROTOCOL_COUNT, "each protocol has its place");

static bool is(const char *a, const char *b)
{
	return !strcmp(a, b);
}

static struct mm_diagnosis *diagnosis_new(const char *cause)
{
	struct mm_diagnosis *diagnosis = g_new0(struct mm_diagnosis, 1);

	g_strlcpy(diagnosis->causes[0], cause, MM_CAUSE_ID_MAX);
	return diagnosis;
}

static void add_evidence(struct mm_diagnosis *diagnosis, const struct mm_evidence *evidence)
{
	if (diagnosis->evidence_count < MM_DIAGNOSIS_EVIDENCE_MAX)
		diagnosis->evidence[diagnosis->evidence_count++] = *evidence;
}

/* What a trouble with this cause is about, hence its key. */
static void set_subject(struct mm_diagnosis *diagnosis, const char *subject, const char *mine,
			const struct mm_knowledge *knowledge)
{
	const struct mm_cause *cause = mm_knowledge_cause(knowledge, diagnosis->causes[0]);
	const char *at = strrchr(mine, '@');

	*diagnosis->subject = '\0';
	if (!cause)
		return;
	if (cause->about == MM_ABOUT_RECIPIENT)
		g_strlcpy(diagnosis->subject, subject, MM_SUBJECT_MAX);
	else if (cause->about == MM_ABOUT_DOMAIN)
		g_strlcpy(diagnosis->subject, at ? at + 1 : "", MM_SUBJECT_MAX);
}

static struct mm_diagnosis *diagnosis_from(const struct mm_finding *finding, const char *mine,
					   const struct mm_knowledge *knowledge)
{
	struct mm_diagnosis *diagnosis = diagnosis_new("");

	memcpy(diagnosis->causes, finding->causes, sizeof diagnosis->causes);
	set_subject(diagnosis, finding->subject, mine, knowledge);
	add_evidence(diagnosis, &finding->evidence);
	return diagnosis;
}

static void put_first(struct mm_diagnosis *diagnosis, const char *cause)
{
	unsigned at = 0;

	while (at < MM_CAUSES_MAX - 1 && *diagnosis->causes[at] && !is(diagnosis->causes[at], cause))
		at++;
	memmove(diagnosis->causes[1], diagnosis->causes[0], at * sizeof diagnosis->causes[0]);
	g_strlcpy(diagnosis->causes[0], cause, MM_CAUSE_ID_MAX);
}

/* What cannot be where another service took the same name and password. */
static bool blames_the_password(const char *cause)
{
	static const char *const causes[] = { "wrong-password", "no-such-user", "app-password-required",
					      "username-needs-domain" };

	for (unsigned i = 0; i < G_N_ELEMENTS(causes); i++)
		if (is(cause, causes[i]))
			return true;
	return false;
}

/* Another protocol took the very secret that this one refused: then the secret is not what is wrong. */
static void clear_the_password(struct mm_diagnosis *diagnosis)
{
	for (unsigned i = 1; i < MM_CAUSES_MAX && *diagnosis->causes[i]; i++)
		if (!blames_the_password(diagnosis->causes[i])) {
			char other[MM_CAUSE_ID_MAX];

			g_strlcpy(other, diagnosis->causes[i], sizeof other);
			put_first(diagnosis, other);
			return;
		}
	put_first(diagnosis, "protocol-disabled");
}

static bool names(const struct mm_diagnosis *diagnosis, const char *cause)
{
	for (unsigned i = 0; i < MM_CAUSES_MAX && *diagnosis->causes[i]; i++)
		if (is(diagnosis->causes[i], cause))
			return true;
	return false;
}

/* A name without its domain, at a provider that is not known to want it so, is the likelier slip. */
static void doubt_the_user(struct mm_diagnosis *diagnosis, const struct mm_account *account, enum mm_protocol protocol,
			   const struct mm_knowledge *knowledge)
{
	const struct mm_provider *provider = mm_knowledge_provider(knowledge, account->provider);

	if (strchr(account->service[protocol].user, '@') || !names(diagnosis, "username-needs-domain") ||
	    (provider && is(provider->service[protocol].user, "%local%")))
		return;
	put_first(diagnosis, "username-needs-domain");
}

static bool other_logged_in(const struct mm_case *c, enum mm_protocol protocol)
{
	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++)
		if (p != protocol && c->words[p] && mm_word_logged_in(c->words[p]))
			return true;
	return false;
}

static bool is_about_name(const struct mm_finding *finding)
{
	return is(finding->evidence.stage, "dns");
}

bool mm_diagnose_no_names(const struct mm_case *c)
{
	bool heard = false;

	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++) {
		const struct mm_word *word = c->words[p];

		if (!word)
			continue;
		if (!word->heard || !word->findings || !is_about_name(word->findings->pdata[0]))
			return false;
		heard = true;
	}
	return heard;
}

/* A name that stands in a provider's data letter by letter is no slip of the person, whatever the name service says. */
static bool is_known_name(const struct mm_knowledge *knowledge, const char *host)
{
	const struct mm_provider *provider = mm_knowledge_provider_by_host(knowledge, host);

	for (unsigned p = 0; provider && p < MM_PROTOCOL_COUNT; p++)
		if (!g_ascii_strcasecmp(provider->service[p].host, host))
			return true;
	return false;
}

static bool known_name_fails(const struct mm_case *c, const struct mm_knowledge *knowledge)
{
	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++)
		for (unsigned i = 0; c->words[p] && c->words[p]->findings && i < c->words[p]->findings->len; i++) {
			const struct mm_finding *finding = c->words[p]->findings->pdata[i];

			if (is_about_name(finding) && is_known_name(knowledge, finding->evidence.host))
				return true;
		}
	return false;
}

struct judging {
	const struct mm_case *c;
	const struct mm_knowledge *knowledge;
	GPtrArray *diagnoses;
	bool names_lie;             /* the name service fails, whatever it says of a name */
	struct mm_diagnosis *login; /* the one that says why signing in fails; borrowed from diagnoses */
};

static struct mm_diagnosis *find_cause(const GPtrArray *diagnoses, const struct mm_diagnosis *like)
{
	for (unsigned i = 0; i < diagnoses->len; i++) {
		struct mm_diagnosis *each = diagnoses->pdata[i];

		if (is(each->causes[0], like->causes[0]) && is(each->subject, like->subject))
			return each;
	}
	return NULL;
}

/* Adds it, or its proof to the one that says the same. */
static struct mm_diagnosis *merge(GPtrArray *diagnoses, struct mm_diagnosis *diagnosis)
{
	struct mm_diagnosis *same = find_cause(diagnoses, diagnosis);

	if (!same) {
		g_ptr_array_add(diagnoses, diagnosis);
		return diagnosis;
	}
	for (unsigned i = 0; i < diagnosis->evidence_count; i++)
		add_evidence(same, &diagnosis->evidence[i]);
	g_free(diagnosis);
	return same;
}

static void judge_finding(struct judging *judging, enum mm_protocol protocol, const struct mm_finding *finding)
{
	struct mm_diagnosis *diagnosis;

	/* What was said to a password that is no longer there is of no use. */
	if (mm_word_is_about_login(finding) && judging->c->keyring == MM_KEYRING_MISSING)
		return;
	/* Signing in fails for one reason: who is believed first has named it, the others only add their words. */
	if (judging->login && mm_word_is_about_login(finding)) {
		add_evidence(judging->login, &finding->evidence);
		return;
	}
	diagnosis = diagnosis_from(finding, judging->c->account->address, judging->knowledge);
	if (mm_word_is_about_login(finding) && judging->c->same_secret && blames_the_password(diagnosis->causes[0]) &&
	    other_logged_in(judging->c, protocol))
		clear_the_password(diagnosis);
	else if (mm_word_is_about_login(finding) && blames_the_password(diagnosis->causes[0]))
		doubt_the_user(diagnosis, judging->c->account, protocol, judging->knowledge);
	if (is_about_name(finding) && judging->names_lie) {
		put_first(diagnosis, "dns-failure");
		diagnosis->quiet = judging->c->no_names && judging->c->quiet;
	}
	diagnosis = merge(judging->diagnoses, diagnosis);
	if (mm_word_is_about_login(finding))
		judging->login = diagnosis;
}

/* The servers' word for a temporary trouble of their own. */
static bool is_servers_own(const char *cause)
{
	return is(cause, "server-unavailable") || is(cause, "server-misbehaved");
}

/*
 * Where IMAP or POP3 could not be spoken to because of the server itself, an SMTP refusal of the password comes from
 * the same broken back end.
 */
static void believe_in_order(struct judging *judging)
{
	struct mm_diagnosis *own = NULL;

	for (unsigned i = 0; i < judging->diagnoses->len && !own; i++) {
		struct mm_diagnosis *each = judging->diagnoses->pdata[i];

		if (is_servers_own(each->causes[0]) && each->evidence_count && !is(each->evidence[0].protocol, "smtp"))
			own = each;
	}
	if (!own || !judging->login || own == judging->login || !blames_the_password(judging->login->causes[0]) ||
	    !is(judging->login->evidence[0].protocol, "smtp"))
		return;
	for (unsigned i = 0; i < judging->login->evidence_count; i++)
		add_evidence(own, &judging->login->evidence[i]);
	g_ptr_array_remove(judging->diagnoses, judging->login);
	judging->login = own;
}

bool mm_diagnosis_explains(const struct mm_knowledge *knowledge, const char *cause, const char *symptom)
{
	const struct mm_cause *known = mm_knowledge_cause(knowledge, cause);

	for (char **each = known ? known->explains_away : NULL; each && *each; each++)
		if (is(*each, symptom))
			return true;
	return false;
}

static bool is_explained(const GPtrArray *diagnoses, unsigned which, const struct mm_knowledge *knowledge)
{
	const struct mm_diagnosis *symptom = diagnoses->pdata[which];

	for (unsigned i = 0; i < diagnoses->len; i++) {
		const struct mm_diagnosis *each = diagnoses->pdata[i];

		/* Two that explain each other: the earlier one stays. */
		if (i != which && mm_diagnosis_explains(knowledge, each->causes[0], symptom->causes[0]) &&
		    (i < which || !mm_diagnosis_explains(knowledge, symptom->causes[0], each->causes[0])))
			return true;
	}
	return false;
}

static void drop_symptoms(GPtrArray *diagnoses, const struct mm_knowledge *knowledge)
{
	for (unsigned i = diagnoses->len; i-- > 0;)
		if (is_explained(diagnoses, i, knowledge))
			g_ptr_array_remove_index(diagnoses, i);
}

/* What was learnt beside the logins: each finding stands for itself. */
static void judge_beside(struct judging *judging, const struct mm_word *word)
{
	for (unsigned i = 0; word && word->findings && i < word->findings->len; i++)
		merge(judging->diagnoses,
		      diagnosis_from(word->findings->pdata[i], judging->c->account->address, judging->knowledge));
}

static const char *keyring_cause(enum mm_keyring keyring)
{
	switch (keyring) {
	case MM_KEYRING_LOCKED:
	case MM_KEYRING_CANCELLED:
		return "keyring-locked";
	case MM_KEYRING_MISSING:
	case MM_KEYRING_NO_SERVICE:
		return "credential-missing";
	case MM_KEYRING_OK:
	case MM_KEYRING_COUNT:
		break;
	}
	return NULL;
}

GPtrArray *mm_diagnose(const struct mm_case *c, const struct mm_knowledge *knowledge)
{
	struct judging judging = { .c = c,
				   .knowledge = knowledge,
				   .diagnoses = g_ptr_array_new_with_free_func(g_free),
				   .names_lie = c->no_names || known_name_fails(c, knowledge) };

	if (!c->reachable) {
		g_ptr_array_add(judging.diagnoses, diagnosis_new("offline"));
		return judging.diagnoses;
	}
	if (keyring_cause(c->keyring))
		g_ptr_array_add(judging.diagnoses, diagnosis_new(keyring_cause(c->keyring)));
	for (unsigned i = 0; i < G_N_ELEMENTS(believed); i++) {
		const struct mm_word *word = c->words[believed[i]];

		for (unsigned j = 0; word && word->heard && word->findings && j < word->findings->len; j++)
			judge_finding(&judging, believed[i], word->findings->pdata[j]);
	}
	judge_beside(&judging, c->web);
	judge_beside(&judging, c->sending);
	judge_beside(&judging, c->zone);
	believe_in_order(&judging);
	drop_symptoms(judging.diagnoses, knowledge);
	return judging.diagnoses;
}

void mm_diagnose_bounce(const struct mm_finding *finding, const char *mine, int64_t now,
			const struct mm_knowledge *knowledge, struct mm_diagnosis *diagnosis)
{
	struct mm_diagnosis *fresh = diagnosis_from(finding, mine, knowledge);

	*diagnosis = *fresh;
	g_free(fresh);
	diagnosis->bounce = true;
	g_strlcpy(diagnosis->recipient, finding->subject, MM_SUBJECT_MAX);
	diagnosis->delay = is(mm_finding_string(finding, "kind"), "delay");
	diagnosis->arrived = mm_finding_integer(finding, "arrived", 0);
	diagnosis->facts = mm_facts_of(finding, mm_knowledge_cause(knowledge, diagnosis->causes[0]), now);
}

void mm_diagnosis_clear(struct mm_diagnosis *diagnosis)
{
	json_decref(diagnosis->facts);
	diagnosis->facts = NULL;
}

bool mm_diagnose_may_be_slip(const struct mm_diagnosis *diagnosis, const struct mm_knowledge *knowledge)
{
	return mm_diagnosis_explains(knowledge, "recipient-address-typo", diagnosis->causes[0]);
}

void mm_diagnose_slip(struct mm_diagnosis *diagnosis, const char *corrected, const struct mm_knowledge *knowledge)
{
	put_first(diagnosis, "recipient-address-typo");
	set_subject(diagnosis, diagnosis->recipient, "", knowledge);
	mm_fact_set_text(diagnosis->facts, "corrected", corrected);
}

void mm_diagnose_forged(struct mm_diagnosis *diagnosis)
{
	memset(diagnosis->causes, 0, sizeof diagnosis->causes);
	g_strlcpy(diagnosis->causes[0], "forged-bounce", MM_CAUSE_ID_MAX);
	*diagnosis->subject = '\0'; /* all of an account are one trouble */
	diagnosis->delay = false;
	json_object_clear(diagnosis->facts);
}
