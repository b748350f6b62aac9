/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A finding and its JSON. Plugins fill it, the worker writes it, and the agent reads it back through
 * mm_finding_parse(), which trusts nothing: a worker may be speaking for a mail that took it over. Must never carry
 * text of its own making to a person, or a URL.
 */
#include "config.h"
#include "core/finding.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/wire.h"

#define TIME_MAX        253402300799LL /* the end of the year 9999 */
#define NAME_MAX_LENGTH 31

static const char lower_word[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
static const char parameter_word[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

static json_t *fresh_object(void)
{
	json_t *object = json_object();

	if (!object)
		abort();
	return object;
}

void mm_finding_init(struct mm_finding *finding, const char *cause)
{
	memset(finding, 0, sizeof(*finding));
	mm_finding_add_cause(finding, cause && mm_cause_id_valid(cause) ? cause : "undetermined");
}

void mm_finding_clear(struct mm_finding *finding)
{
	json_decref(finding->parameters);
	memset(finding, 0, sizeof(*finding));
}

unsigned mm_finding_cause_count(const struct mm_finding *finding)
{
	unsigned count = 0;

	while (count < MM_CAUSES_MAX && finding->causes[count][0])
		count++;
	return count;
}

void mm_finding_add_cause(struct mm_finding *finding, const char *cause)
{
	unsigned count = mm_finding_cause_count(finding);

	if (count == MM_CAUSES_MAX || !mm_cause_id_valid(cause))
		return;
	for (unsigned i = 0; i < count; i++)
		if (strcmp(finding->causes[i], cause) == 0)
			return;
	memcpy(finding->causes[count], cause, strlen(cause) + 1);
}

static bool is_word(const char *word, const char *letters, size_t max)
{
	size_t length = strspn(word, letters);

	return length <= max && word[length] == '\0';
}

/* Takes the value. */
static void set_parameter(struct mm_finding *finding, const char *name, json_t *value)
{
	if (!finding->parameters)
		finding->parameters = fresh_object();
	if (name[0] && is_word(name, parameter_word, NAME_MAX_LENGTH) &&
	    (json_object_size(finding->parameters) < MM_PARAMETERS_MAX || json_object_get(finding->parameters, name)))
		json_object_set(finding->parameters, name, value);
	json_decref(value);
}

void mm_finding_set_string(struct mm_finding *finding, const char *name, const char *value)
{
	struct mm_said clean;

	mm_text_clean_string(&clean, value);
	set_parameter(finding, name, mm_wire_text(clean.bytes));
}

void mm_finding_set_integer(struct mm_finding *finding, const char *name, long long value)
{
	set_parameter(finding, name, json_integer(value));
}

void mm_finding_set_boolean(struct mm_finding *finding, const char *name, bool value)
{
	set_parameter(finding, name, json_boolean(value));
}

const char *mm_finding_string(const struct mm_finding *finding, const char *name)
{
	const char *value = json_string_value(json_object_get(finding->parameters, name));

	return value ? value : "";
}

long long mm_finding_integer(const struct mm_finding *finding, const char *name, long long otherwise)
{
	const json_t *value = json_object_get(finding->parameters, name);

	return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

#define COPY_IF_GIVEN(member, text)                                                                                    \
	do {                                                                                                           \
		if (text)                                                                                              \
			mm_text_copy(member, sizeof(member), text);                                                    \
	} while (0)

void mm_finding_set_evidence(struct mm_finding *finding, const char *protocol, const char *stage, const char *said,
			     const char *code, const char *enhanced, const char *host)
{
	struct mm_evidence *evidence = &finding->evidence;

	COPY_IF_GIVEN(evidence->protocol, protocol);
	COPY_IF_GIVEN(evidence->stage, stage);
	COPY_IF_GIVEN(evidence->code, code);
	COPY_IF_GIVEN(evidence->enhanced, enhanced);
	COPY_IF_GIVEN(evidence->host, host);
	if (said)
		mm_text_clean_string(&evidence->said, said);
}

static void put_text(json_t *object, const char *name, const char *text)
{
	json_object_set_new(object, name, mm_wire_text(text));
}

json_t *mm_evidence_json(const struct mm_evidence *evidence)
{
	json_t *object = fresh_object();

	put_text(object, "protocol", evidence->protocol);
	put_text(object, "stage", evidence->stage);
	put_text(object, "said", evidence->said.bytes);
	put_text(object, "code", evidence->code);
	put_text(object, "enhanced", evidence->enhanced);
	put_text(object, "host", evidence->host);
	put_text(object, "message_id", evidence->message_id);
	json_object_set_new(object, "time", json_integer(evidence->time));
	return object;
}

static json_t *causes_json(const struct mm_finding *finding)
{
	json_t *causes = json_array();
	unsigned count = mm_finding_cause_count(finding);

	for (unsigned i = 0; i < count; i++)
		json_array_append_new(causes, mm_wire_text(finding->causes[i]));
	return causes;
}

json_t *mm_finding_json(const struct mm_finding *finding)
{
	json_t *line = fresh_object(), *object = fresh_object();

	json_object_set_new(object, "causes", causes_json(finding));
	put_text(object, "subject", finding->subject);
	put_text(object, "account", finding->account);
	if (finding->message[0])
		put_text(object, "message", finding->message);
	json_object_set_new(object, "evidence", mm_evidence_json(&finding->evidence));
	if (finding->parameters)
		json_object_set(object, "parameters", finding->parameters);
	json_object_set_new(line, "finding", object);
	return line;
}

/* A string member, cleaned and cut to `size`; absent is "". 0 or -EBADMSG. */
static int read_text(const json_t *object, const char *name, char *out, size_t size)
{
	const json_t *value = json_object_get(object, name);

	if (value && !json_is_string(value))
		return -EBADMSG;
	mm_text_copy(out, size, json_string_value(value));
	return 0;
}

/* The same for one of our own words: never cut, never cleaned, only letters we would have written. */
static int read_word(const json_t *object, const char *name, const char *letters, char *out, size_t size)
{
	const json_t *value = json_object_get(object, name);
	const char *word = value ? json_string_value(value) : "";

	if (!word || !is_word(word, letters, size - 1))
		return -EBADMSG;
	memcpy(out, word, strlen(word) + 1);
	return 0;
}

static int read_time(const json_t *object, time_t *time)
{
	const json_t *value = json_object_get(object, "time");
	json_int_t seconds = json_integer_value(value);

	if (value && (!json_is_integer(value) || seconds < 0 || seconds > TIME_MAX))
		return -EBADMSG;
	*time = (time_t)seconds;
	return 0;
}

int mm_evidence_parse(const json_t *object, struct mm_evidence *evidence)
{
	struct mm_evidence read = { 0 };

	if (!json_is_object(object) ||
	    read_word(object, "protocol", lower_word, read.protocol, sizeof(read.protocol)) ||
	    read_word(object, "stage", lower_word, read.stage, sizeof(read.stage)) ||
	    read_text(object, "said", read.said.bytes, sizeof(read.said.bytes)) ||
	    read_text(object, "code", read.code, sizeof(read.code)) ||
	    read_text(object, "enhanced", read.enhanced, sizeof(read.enhanced)) ||
	    read_text(object, "host", read.host, sizeof(read.host)) ||
	    read_text(object, "message_id", read.message_id, sizeof(read.message_id)) || read_time(object, &read.time))
		return -EBADMSG;
	*evidence = read;
	return 0;
}

static int read_causes(const json_t *causes, struct mm_finding *finding)
{
	size_t count = json_array_size(causes);

	if (count == 0 || count > MM_CAUSES_MAX)
		return -EBADMSG;
	for (size_t i = 0; i < count; i++) {
		const char *cause = json_string_value(json_array_get(causes, i));

		if (!cause || !mm_cause_id_valid(cause))
			return -EBADMSG;
		mm_finding_add_cause(finding, cause);
	}
	return 0;
}

static int read_parameters(const json_t *parameters, struct mm_finding *finding)
{
	const char *name;
	json_t *value;

	if (!parameters)
		return 0;
	if (!json_is_object(parameters) || json_object_size(parameters) > MM_PARAMETERS_MAX)
		return -EBADMSG;
	json_object_foreach((json_t *)parameters, name, value)
	{
		if (!name[0] || !is_word(name, parameter_word, NAME_MAX_LENGTH))
			return -EBADMSG;
		if (json_is_string(value))
			mm_finding_set_string(finding, name, json_string_value(value));
		else if (json_is_integer(value) || json_is_boolean(value))
			set_parameter(finding, name, json_incref(value));
		else
			return -EBADMSG;
	}
	return 0;
}

/* A frame's id, or nothing. */
static int read_message(const json_t *object, struct mm_finding *finding)
{
	const json_t *value = json_object_get(object, "message");
	const char *id = value ? json_string_value(value) : "";

	if (!id || (id[0] && !mm_wire_id_valid(id)))
		return -EBADMSG;
	memcpy(finding->message, id, strlen(id) + 1);
	return 0;
}

int mm_finding_parse(const json_t *object, struct mm_finding *finding)
{
	MM_AUTO_FINDING read = { .parameters = NULL };
	const json_t *evidence = json_object_get(object, "evidence");

	if (!json_is_object(object) || read_causes(json_object_get(object, "causes"), &read) ||
	    read_text(object, "subject", read.subject, sizeof(read.subject)) ||
	    read_word(object, "account", lower_word, read.account, sizeof(read.account)) ||
	    read_message(object, &read) || (evidence && mm_evidence_parse(evidence, &read.evidence)) ||
	    read_parameters(json_object_get(object, "parameters"), &read))
		return -EBADMSG;
	*finding = read;
	read.parameters = NULL;
	return 0;
}
