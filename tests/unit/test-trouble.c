/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What becomes of diagnoses: troubles that open, are joined, are told, heal and survive a restart.
 */
#include "config.h"
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <glib.h>
#include "agent/diagnosis.h"
#include "agent/trouble.h"
#include "core/fact.h"
#include "core/knowledge.h"
#include "tests/unit/knowledge.h"

static struct mm_knowledge *knowledge;

static int load(void **state)
{
	(void)state;
	knowledge = test_knowledge(MM_KNOWLEDGE_ALL & ~(unsigned)MM_KNOWLEDGE_SIGNATURES);
	return knowledge ? 0 : -1;
}

static int unload(void **state)
{
	(void)state;
	mm_knowledge_free(knowledge);
	return 0;
}

#define NOW 1700000000

struct list {
	struct mm_troubles *troubles;
	unsigned changed, removed, healed;
};

static void changed(void *user, const struct mm_trouble *trouble)
{
	struct list *list = user;

	list->changed++;
	list->healed += trouble->state == MM_TROUBLE_HEALED;
}

static void removed(void *user, const struct mm_trouble *trouble)
{
	(void)trouble;
	((struct list *)user)->removed++;
}

static bool tells(void *user, const char *cause)
{
	(void)user;
	return mm_knowledge_cause(knowledge, cause)->tells;
}

static int list_make(void **state)
{
	static const struct mm_troubles_calls calls = { changed, removed, tells };
	struct list *list = g_new0(struct list, 1);

	list->troubles = mm_troubles_new(&calls, list);
	*state = list;
	return 0;
}

static int list_free(void **state)
{
	struct list *list = *state;

	mm_troubles_free(list->troubles);
	g_free(list);
	return 0;
}

static void judge(struct list *list, const char *cause, bool offline, int64_t now)
{
	g_autoptr(GPtrArray) diagnoses = g_ptr_array_new_with_free_func(g_free);

	if (cause) {
		struct mm_diagnosis *diagnosis = g_new0(struct mm_diagnosis, 1);

		g_strlcpy(diagnosis->causes[0], cause, MM_CAUSE_ID_MAX);
		g_ptr_array_add(diagnoses, diagnosis);
	}
	mm_troubles_judge(list->troubles, "ann", diagnoses, offline, now);
}

static const struct mm_trouble *only(const struct list *list)
{
	assert_non_null(mm_troubles_at(list->troubles, 0));
	assert_null(mm_troubles_at(list->troubles, 1));
	return mm_troubles_at(list->troubles, 0);
}

static void a_trouble_seen_again_is_one_and_heals(void **state)
{
	struct list *list = *state;

	judge(list, "wrong-password", false, NOW);
	judge(list, "wrong-password", false, NOW + 10);
	assert_int_equal(only(list)->state, MM_TROUBLE_OPEN);
	assert_int_equal(only(list)->since, NOW);
	assert_true(only(list)->notify);
	assert_int_equal(list->changed, 1);
	judge(list, NULL, false, NOW + 20);
	assert_null(mm_troubles_at(list->troubles, 0));
	assert_int_equal(list->healed, 1);
	assert_int_equal(list->removed, 1);
}

static void being_offline_heals_nothing(void **state)
{
	struct list *list = *state;

	judge(list, "wrong-password", false, NOW);
	judge(list, "offline", true, NOW + 10);
	assert_non_null(mm_troubles_at(list->troubles, 1));
	assert_false(mm_troubles_at(list->troubles, 1)->notify);
	judge(list, "wrong-password", false, NOW + 20);
	assert_string_equal(only(list)->causes[0], "wrong-password");
}

static void dismissed_stays_dismissed_until_it_healed(void **state)
{
	struct list *list = *state;

	judge(list, "wrong-password", false, NOW);
	assert_int_equal(mm_troubles_dismiss(list->troubles, only(list)->id), 0);
	judge(list, "wrong-password", false, NOW + 10);
	assert_int_equal(only(list)->state, MM_TROUBLE_DISMISSED);
	judge(list, NULL, false, NOW + 20);
	judge(list, "wrong-password", false, NOW + 30);
	assert_int_equal(only(list)->state, MM_TROUBLE_OPEN);
	assert_int_not_equal(mm_troubles_dismiss(list->troubles, "nosuch"), 0);
}

static void a_trouble_under_recheck_is_healing_then_open_again(void **state)
{
	struct list *list = *state;

	judge(list, "wrong-password", false, NOW);
	mm_troubles_healing(list->troubles, "ann");
	assert_int_equal(only(list)->state, MM_TROUBLE_HEALING);
	judge(list, "wrong-password", false, NOW + 10);
	assert_int_equal(only(list)->state, MM_TROUBLE_OPEN);
}

static void bounce(struct list *list, const char *cause, const char *recipient, const char *message, bool delay,
		   int64_t arrived, int64_t now)
{
	MM_AUTO_FINDING finding = { .parameters = NULL };
	struct mm_diagnosis diagnosis;

	mm_finding_init(&finding, cause);
	g_strlcpy(finding.subject, recipient, sizeof finding.subject);
	g_strlcpy(finding.evidence.message_id, message, sizeof finding.evidence.message_id);
	mm_finding_set_string(&finding, "kind", delay ? "delay" : "bounce");
	mm_finding_set_integer(&finding, "arrived", arrived);
	mm_diagnose_bounce(&finding, "ann@example.org", now, knowledge, &diagnosis);
	mm_troubles_bounce(list->troubles, "ann", &diagnosis, now);
	mm_diagnosis_clear(&diagnosis);
}

static void arrived(struct list *list, const char *recipient, const char *message, int64_t when, bool ours)
{
	MM_AUTO_FINDING finding = { .parameters = NULL };
	struct mm_diagnosis diagnosis;

	mm_finding_init(&finding, "delivery-delayed");
	g_strlcpy(finding.subject, recipient, sizeof finding.subject);
	g_strlcpy(finding.evidence.message_id, message, sizeof finding.evidence.message_id);
	mm_finding_set_string(&finding, "kind", "success");
	mm_finding_set_integer(&finding, "arrived", when);
	mm_diagnose_bounce(&finding, "ann@example.org", when, knowledge, &diagnosis);
	mm_troubles_delivered(list->troubles, "ann", &diagnosis, ours);
	mm_diagnosis_clear(&diagnosis);
}

static void bounces_alike_are_one_trouble_with_a_count(void **state)
{
	struct list *list = *state;

	bounce(list, "recipient-unknown", "bob@example.net", "<1@x>", false, NOW, NOW);
	bounce(list, "recipient-unknown", "bob@example.net", "<2@x>", false, NOW, NOW);
	bounce(list, "recipient-unknown", "bob@example.net", "<2@x>", false, NOW, NOW); /* read a second time */
	assert_int_equal(only(list)->count, 2);
	assert_string_equal(only(list)->subject, "bob@example.net");
	bounce(list, "recipient-unknown", "cid@example.net", "<3@x>", false, NOW, NOW);
	assert_non_null(mm_troubles_at(list->troubles, 1));
}

static void a_domain_cause_is_about_ones_own_domain(void **state)
{
	struct list *list = *state;

	bounce(list, "spf-fail", "bob@example.net", "<1@x>", false, NOW, NOW);
	bounce(list, "spf-fail", "cid@example.com", "<2@x>", false, NOW, NOW);
	assert_string_equal(only(list)->subject, "example.org");
	assert_int_equal(only(list)->count, 2);
}

static void old_bounces_are_kept_but_not_told(void **state)
{
	struct list *list = *state;

	bounce(list, "recipient-unknown", "bob@example.net", "<1@x>", false, NOW - 4 * 86400, NOW);
	assert_false(only(list)->notify);
	bounce(list, "recipient-unknown", "bob@example.net", "<2@x>", false, NOW - 60, NOW);
	assert_true(only(list)->notify);
}

static void a_delay_that_became_a_failure_is_one_trouble(void **state)
{
	struct list *list = *state;

	bounce(list, "delivery-delayed", "bob@example.net", "<1@x>", true, NOW, NOW);
	bounce(list, "delivery-delayed", "bob@example.net", "<1@x>", true, NOW + 4 * 3600, NOW + 4 * 3600);
	assert_int_equal(only(list)->count, 1);
	bounce(list, "recipient-mailbox-full", "bob@example.net", "<1@x>", false, NOW + 86400, NOW + 86400);
	assert_string_equal(only(list)->causes[0], "recipient-mailbox-full");
	bounce(list, "delivery-delayed", "bob@example.net", "<1@x>", true, NOW + 86400,
	       NOW + 86400); /* read out of order */
	assert_string_equal(only(list)->causes[0], "recipient-mailbox-full");
}

static void a_delay_becomes_its_failure_and_a_success_closes_it(void **state)
{
	struct list *list = *state;
	char id[20];

	bounce(list, "delivery-delayed", "bob@example.net", "<1@x>", true, NOW, NOW);
	g_strlcpy(id, only(list)->id, sizeof id);
	bounce(list, "domain-not-found", "bob@example.net", "<1@x>", false, NOW + 86400, NOW + 86400);
	assert_string_equal(only(list)->id, id); /* the same trouble, for whoever shows it */
	assert_string_equal(only(list)->causes[0], "domain-not-found");
	assert_int_equal(only(list)->evidence_count, 2);
	assert_false(only(list)->delay);
	assert_true(only(list)->notify);
	arrived(list, "bob@example.net", "<2@x>", NOW + 90000,
		false); /* another message, and anybody may have written it */
	assert_int_equal(only(list)->count, 1);
	arrived(list, "bob@example.net", "<1@x>", NOW + 90000, false);
	assert_null(mm_troubles_at(list->troubles, 0));
	assert_int_equal(list->healed, 1);
}

static void a_later_mail_of_ours_that_arrived_closes_the_recipients_troubles(void **state)
{
	struct list *list = *state;

	bounce(list, "recipient-mailbox-full", "bob@example.net", "<1@x>", false, NOW, NOW);
	bounce(list, "recipient-mailbox-full", "cid@example.net", "<2@x>", false, NOW, NOW);
	arrived(list, "Bob@example.net", "<3@x>", NOW - 100, true); /* before it failed */
	assert_non_null(mm_troubles_at(list->troubles, 1));
	arrived(list, "Bob@example.net", "<3@x>", NOW + 100, true);
	assert_string_equal(only(list)->subject, "cid@example.net");
}

static void a_delay_is_told_when_it_has_lasted(void **state)
{
	struct list *list = *state;
	MM_AUTO_FINDING finding = { .parameters = NULL };
	struct mm_diagnosis diagnosis;

	bounce(list, "delivery-delayed", "bob@example.net", "<1@x>", true, NOW, NOW);
	assert_false(only(list)->notify);
	assert_int_equal(mm_troubles_next(list->troubles), NOW + MM_TROUBLE_LATE);
	mm_troubles_expire(list->troubles, NOW + MM_TROUBLE_LATE - 1);
	assert_false(only(list)->notify);
	mm_troubles_expire(list->troubles, NOW + MM_TROUBLE_LATE);
	assert_true(only(list)->notify);
	assert_int_equal(mm_troubles_next(list->troubles), 0);
	mm_troubles_forget(list->troubles, "ann");

	mm_finding_init(&finding, "delivery-delayed");
	g_strlcpy(finding.subject, "bob@example.net", sizeof finding.subject);
	g_strlcpy(finding.evidence.message_id, "<1@x>", sizeof finding.evidence.message_id);
	mm_finding_set_string(&finding, "kind", "delay");
	mm_finding_set_integer(&finding, "original_date", NOW - 3600);
	mm_finding_set_integer(&finding, "retry_until", NOW - 3600 + 12 * 3600);
	mm_diagnose_bounce(&finding, "ann@example.org", NOW, knowledge, &diagnosis);
	mm_troubles_bounce(list->troubles, "ann", &diagnosis, NOW);
	assert_int_equal(mm_troubles_next(list->troubles), NOW - 3600 + 6 * 3600); /* half the time it is tried */
	mm_troubles_bounce(list->troubles, "ann", &diagnosis, NOW + 6 * 3600);     /* still late */
	mm_diagnosis_clear(&diagnosis);
	assert_int_equal(mm_troubles_next(list->troubles), NOW - 3600 + 6 * 3600); /* and due: the alarm rings */
	mm_troubles_expire(list->troubles, NOW + 6 * 3600);
	assert_true(only(list)->notify);
	assert_int_equal(only(list)->count, 1);
	assert_int_equal(mm_fact_number(only(list)->facts, "retry_until"), NOW + 11 * 3600);
	mm_troubles_expire(list->troubles, NOW + 11 * 3600 + MM_TROUBLE_GIVEN_UP + 1); /* nobody tries it any more */
	assert_null(mm_troubles_at(list->troubles, 0));
}

static void forgeries_are_one_trouble_that_alarms_nobody(void **state)
{
	struct list *list = *state;
	char recipient[64];

	for (int i = 0; i < 100; i++) {
		MM_AUTO_FINDING finding = { .parameters = NULL };
		struct mm_diagnosis diagnosis;

		mm_finding_init(&finding, i % 2 ? "recipient-unknown" : "spf-fail");
		g_snprintf(recipient, sizeof recipient, "r%d@example.net", i);
		g_strlcpy(finding.subject, recipient, sizeof finding.subject);
		g_strlcpy(finding.evidence.message_id, recipient, sizeof finding.evidence.message_id);
		mm_diagnose_bounce(&finding, "ann@example.org", NOW, knowledge, &diagnosis);
		mm_diagnose_forged(&diagnosis);
		mm_troubles_bounce(list->troubles, "ann", &diagnosis, NOW);
		mm_diagnosis_clear(&diagnosis);
	}
	assert_string_equal(only(list)->causes[0], "forged-bounce");
	assert_int_equal(only(list)->count, 100);
	assert_false(only(list)->notify);
	assert_int_equal(json_object_size(only(list)->facts), 0);
	assert_int_equal(mm_troubles_count(list->troubles, "ann", "forged-bounce", NOW), 100);
	assert_int_equal(mm_troubles_count(list->troubles, "ann", "forged-bounce", NOW + 1), 0);
	assert_int_equal(mm_troubles_count(list->troubles, "bob", "forged-bounce", NOW), 0);
}

static void a_slip_takes_the_place_of_what_it_explains(void **state)
{
	struct list *list = *state;
	MM_AUTO_FINDING finding = { .parameters = NULL };
	struct mm_diagnosis diagnosis;

	mm_finding_init(&finding, "domain-not-found");
	g_strlcpy(finding.subject, "bob@gmial.com", sizeof finding.subject);
	mm_diagnose_bounce(&finding, "ann@example.org", NOW, knowledge, &diagnosis);
	assert_true(mm_diagnose_may_be_slip(&diagnosis, knowledge));
	mm_diagnose_slip(&diagnosis, "bob@gmail.com", knowledge);
	mm_troubles_bounce(list->troubles, "ann", &diagnosis, NOW);
	mm_diagnosis_clear(&diagnosis);
	assert_string_equal(only(list)->causes[0], "recipient-address-typo");
	assert_string_equal(only(list)->causes[1], "domain-not-found");
	assert_string_equal(only(list)->subject, "bob@gmial.com");
	assert_string_equal(mm_fact_text(only(list)->facts, "corrected"), "bob@gmail.com");
	g_strlcpy(diagnosis.causes[0], "recipient-mailbox-full", MM_CAUSE_ID_MAX);
	assert_false(mm_diagnose_may_be_slip(&diagnosis, knowledge));
}

static void what_is_learnt_later_is_added_and_told_once(void **state)
{
	struct list *list = *state;
	struct mm_diagnosis about = { .causes = { "sending-limit-exceeded" }, .bounce = true };
	unsigned changed_before;

	bounce(list, "sending-limit-exceeded", "bob@example.net", "<1@x>", false, NOW, NOW);
	assert_string_equal(mm_fact_text(only(list)->facts, "recipient"), "bob@example.net");
	changed_before = list->changed;
	mm_troubles_know_number(list->troubles, "ann", &about, "sent_count", 512);
	mm_troubles_know_number(list->troubles, "ann", &about, "sent_count", 512);
	mm_troubles_know_number(list->troubles, "ann", &about, "colour", 3);
	mm_troubles_know_text(list->troubles, "ann", &about, "attachment_1", "http://evil.example/");
	assert_int_equal(list->changed, changed_before + 1);
	assert_int_equal(mm_fact_number(only(list)->facts, "sent_count"), 512);
	bounce(list, "sending-limit-exceeded", "cid@example.net", "<2@x>", false, NOW, NOW);
	assert_false(mm_fact_has(only(list)->facts, "recipient")); /* of two, neither is named */
}

static void a_delay_of_another_message_stays(void **state)
{
	struct list *list = *state;

	bounce(list, "delivery-delayed", "bob@example.net", "<1@x>", true, NOW, NOW);
	bounce(list, "recipient-mailbox-full", "bob@example.net", "<2@x>", false, NOW, NOW);
	assert_non_null(mm_troubles_at(list->troubles, 1));
}

static void a_dismissed_bounce_opens_again_for_a_new_message_only(void **state)
{
	struct list *list = *state;

	bounce(list, "recipient-unknown", "bob@example.net", "<1@x>", false, NOW, NOW);
	mm_troubles_dismiss(list->troubles, only(list)->id);
	bounce(list, "recipient-unknown", "bob@example.net", "<1@x>", false, NOW, NOW);
	assert_int_equal(only(list)->state, MM_TROUBLE_DISMISSED);
	bounce(list, "recipient-unknown", "bob@example.net", "<2@x>", false, NOW, NOW);
	assert_int_equal(only(list)->state, MM_TROUBLE_OPEN);
}

static void a_good_login_does_not_close_a_bounce_but_two_weeks_do(void **state)
{
	struct list *list = *state;

	bounce(list, "recipient-unknown", "bob@example.net", "<1@x>", false, NOW, NOW);
	judge(list, NULL, false, NOW + 10);
	assert_int_equal(only(list)->state, MM_TROUBLE_OPEN);
	mm_troubles_expire(list->troubles, NOW + 13 * 86400);
	assert_int_equal(only(list)->state, MM_TROUBLE_OPEN);
	mm_troubles_expire(list->troubles, NOW + 15 * 86400);
	assert_null(mm_troubles_at(list->troubles, 0));
}

static void a_flood_of_bounces_is_bounded(void **state)
{
	static const char *const causes[] = { "domain-not-found",       "null-mx",
					      "recipient-disabled",     "recipient-mailbox-full",
					      "recipient-moved",        "recipient-not-accepting",
					      "recipient-rate-limited", "recipient-rejected",
					      "recipient-restricted",   "recipient-system-error",
					      "recipient-unknown",      "policy-rejected" };
	struct list *list = *state;
	char recipient[64];

	judge(list, "wrong-password", false, NOW);
	for (int i = 0; i < MM_TROUBLES_MAX + 50; i++) {
		g_snprintf(recipient, sizeof recipient, "r%d@example.net", i);
		/* Never many alike. */
		bounce(list, causes[i % (int)G_N_ELEMENTS(causes)], recipient, recipient, false, NOW + i, NOW + i);
	}
	assert_null(mm_troubles_at(list->troubles, MM_TROUBLES_MAX));
	assert_string_equal(mm_troubles_at(list->troubles, 0)->causes[0], "wrong-password");
}

static void bounce_many(struct list *list, unsigned from, unsigned to)
{
	char recipient[64], message[64];

	for (unsigned i = from; i < to; i++) {
		g_snprintf(recipient, sizeof recipient, "r%u@example.net", i);
		g_snprintf(message, sizeof message, "<%u@x>", i);
		bounce(list, "recipient-unknown", recipient, message, false, NOW + i, NOW + i);
	}
}

static void many_alike_become_one_trouble(void **state)
{
	struct list *list = *state;
	char first[sizeof only(list)->id];

	bounce_many(list, 0, MM_TROUBLE_ALIKE);
	assert_non_null(mm_troubles_at(list->troubles, MM_TROUBLE_ALIKE - 1));
	g_strlcpy(first, mm_troubles_at(list->troubles, 0)->id, sizeof first);
	bounce(list, "spf-fail", "bob@example.net", "<spf@x>", false, NOW, NOW);
	bounce_many(list, MM_TROUBLE_ALIKE, MM_TROUBLES_MAX * 4);
	const struct mm_trouble *many = mm_troubles_at(list->troubles, 0);
	assert_string_equal(many->id, first);
	assert_string_equal(many->subject, "r0@example.net");
	assert_true(many->many);
	assert_int_equal(many->count, MM_TROUBLES_MAX * 4);
	assert_int_equal(many->since, NOW);
	assert_int_equal(many->evidence_count, MM_DIAGNOSIS_EVIDENCE_MAX);
	assert_string_equal(mm_troubles_at(list->troubles, 1)->causes[0], "spf-fail");
	assert_null(mm_troubles_at(list->troubles, 2));
	assert_int_equal(list->removed, MM_TROUBLE_ALIKE - 1);
	bounce_many(list, MM_TROUBLES_MAX * 4 - 10, MM_TROUBLES_MAX * 4); /* read a second time */
	assert_int_equal(many->count, MM_TROUBLES_MAX * 4);
	assert_int_equal(mm_troubles_dismiss(list->troubles, first), 0);
	bounce_many(list, MM_TROUBLES_MAX * 4, MM_TROUBLES_MAX * 4 + 1);
	assert_int_equal(many->state, MM_TROUBLE_OPEN);
	assert_null(mm_troubles_at(list->troubles, 2));
}

static void of_many_a_success_closes_none(void **state)
{
	struct list *list = *state;

	bounce_many(list, 0, MM_TROUBLE_ALIKE + 1);
	assert_string_equal(only(list)->subject, "r0@example.net");
	arrived(list, "r0@example.net", "<later@x>", NOW + 1000, true);
	assert_int_equal(only(list)->count, MM_TROUBLE_ALIKE + 1);
	arrived(list, "r40@example.net", "<40@x>", NOW + 1000, false); /* that one message got through after all */
	assert_int_equal(only(list)->count, MM_TROUBLE_ALIKE);
	assert_int_equal(only(list)->state, MM_TROUBLE_OPEN);
}

static void of_many_a_message_read_again_opens_nothing(void **state)
{
	struct list *list = *state;

	bounce_many(list, 0, MM_TROUBLE_ALIKE + 1);
	assert_int_equal(mm_troubles_dismiss(list->troubles, only(list)->id), 0);
	bounce_many(list, MM_TROUBLE_ALIKE + 1 - MM_TROUBLE_MESSAGES, MM_TROUBLE_ALIKE + 1);
	assert_int_equal(only(list)->state, MM_TROUBLE_DISMISSED);
	assert_int_equal(only(list)->count, MM_TROUBLE_ALIKE + 1);
}

static void of_many_that_are_late_one_that_fails_is_told(void **state)
{
	struct list *list = *state;
	char recipient[64];

	for (unsigned i = 0; i <= MM_TROUBLE_ALIKE; i++) {
		g_snprintf(recipient, sizeof recipient, "r%u@example.net", i);
		bounce(list, "recipient-mailbox-full", recipient, recipient, true, NOW, NOW);
	}
	assert_true(only(list)->many && only(list)->delay);
	assert_false(only(list)->notify);
	bounce(list, "recipient-mailbox-full", recipient, recipient, false, NOW + 3600, NOW + 3600);
	assert_false(only(list)->delay);
	assert_true(only(list)->notify);
	assert_int_equal(only(list)->latest, NOW + 3600);
	assert_int_equal(only(list)->count, MM_TROUBLE_ALIKE + 1); /* the same messages */
	bounce(list, "recipient-mailbox-full", recipient, recipient, false, NOW + 3600, NOW + 7200);
	assert_int_equal(only(list)->latest, NOW + 3600);
}

static void reports_without_an_id_are_told_apart_by_their_bytes(void **state)
{
	static const uint64_t frames[] = { 1, 2, 2 };
	struct list *list = *state;

	for (unsigned i = 0; i < G_N_ELEMENTS(frames); i++) {
		struct mm_diagnosis diagnosis = { .causes = { "not-examined" }, .bounce = true, .arrived = NOW };

		diagnosis.frame = frames[i];
		mm_troubles_bounce(list->troubles, "ann", &diagnosis, NOW);
	}
	assert_int_equal(only(list)->count, 2);
}

static void many_alike_are_still_one_after_a_restart(void **state)
{
	struct list *list = *state;

	bounce_many(list, 0, MM_TROUBLE_ALIKE + 1);
	json_t *document = mm_trouble_json(only(list));
	char id[sizeof only(list)->id];
	g_strlcpy(id, only(list)->id, sizeof id);
	mm_troubles_forget(list->troubles, "ann");
	mm_troubles_recall(list->troubles, "ann", id, document);
	json_decref(document);
	bounce_many(list, MM_TROUBLE_ALIKE + 1, MM_TROUBLE_ALIKE + 3);
	assert_int_equal(only(list)->count, MM_TROUBLE_ALIKE + 3);
}

static void a_trouble_survives_a_restart(void **state)
{
	struct list *list = *state;
	char id[20];

	bounce(list, "recipient-unknown", "bob@example.net", "<1@x>", false, NOW, NOW);
	g_strlcpy(id, only(list)->id, sizeof id);
	json_t *document = mm_trouble_json(only(list));
	mm_troubles_forget(list->troubles, "ann");
	mm_troubles_recall(list->troubles, "ann", id, document);
	json_decref(document);
	assert_string_equal(only(list)->subject, "bob@example.net");
	assert_int_equal(only(list)->evidence_count, 1);
	assert_string_equal(mm_fact_text(only(list)->facts, "recipient"), "bob@example.net");
	bounce(list, "recipient-unknown", "bob@example.net", "<1@x>", false, NOW, NOW);
	assert_int_equal(only(list)->count, 1);
}

#define T(name) cmocka_unit_test_setup_teardown(name, list_make, list_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_trouble_seen_again_is_one_and_heals),
		T(being_offline_heals_nothing),
		T(dismissed_stays_dismissed_until_it_healed),
		T(a_trouble_under_recheck_is_healing_then_open_again),
		T(bounces_alike_are_one_trouble_with_a_count),
		T(a_domain_cause_is_about_ones_own_domain),
		T(old_bounces_are_kept_but_not_told),
		T(a_delay_that_became_a_failure_is_one_trouble),
		T(a_delay_becomes_its_failure_and_a_success_closes_it),
		T(a_later_mail_of_ours_that_arrived_closes_the_recipients_troubles),
		T(a_delay_is_told_when_it_has_lasted),
		T(forgeries_are_one_trouble_that_alarms_nobody),
		T(a_slip_takes_the_place_of_what_it_explains),
		T(what_is_learnt_later_is_added_and_told_once),
		T(a_delay_of_another_message_stays),
		T(a_dismissed_bounce_opens_again_for_a_new_message_only),
		T(a_good_login_does_not_close_a_bounce_but_two_weeks_do),
		T(a_flood_of_bounces_is_bounded),
		T(many_alike_become_one_trouble),
		T(of_many_a_success_closes_none),
		T(of_many_a_message_read_again_opens_nothing),
		T(of_many_that_are_late_one_that_fails_is_told),
		T(reports_without_an_id_are_told_apart_by_their_bytes),
		T(many_alike_are_still_one_after_a_restart),
		T(a_trouble_survives_a_restart),
	};

	return cmocka_run_group_tests_name("trouble", tests, load, unload);
}
