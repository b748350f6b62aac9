/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugin `content` on any bytes: a letter is read or refused, its faults stay within their number, and what they
 * name is clean text. Short lists stand in for those of knowledge/.
 */
#include "config.h"
#include "fuzz.h"

#include <string.h>

#include "core/text.h"
#include "plugins/content/letter.h"
#include "plugins/content/list.h"
#include "plugins/content/rules.h"

#define INPUT_MAX (256 * 1024) /* of a frame */

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("From: a@b.example\nSubject: Re: $$$ x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
		  "boundary=b\n\n--b\n"
		  "Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<img src=3D\"x\"><a "
		  "href=3D\"http://s.ex=\n"
		  "ample/1\">y</a>\n--b\nContent-Type: application/x; name=\"=?gbk?B?sai45i5leGU=?=\"\n\nMZ\n--b--\n"),
	FUZZ_SEED("From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: "
		  "attachment;\n"
		  " filename*0*=utf-8''%E6%8A; filename*1*=%A5.e; filename*2=\"xe\"\n\nMZ\n--b\nContent-Type: "
		  "image/png\n\nP\n--b--\n"),
	FUZZ_SEED("From: MAILER-DAEMON@b.example\nContent-Type: multipart/report; boundary=b\n\n--b\n\nfailed\n--b\n"
		  "Content-Type: message/delivery-status\n\nReporting-MTA: dns; b\n\nFinal-Recipient: rfc822; "
		  "c@d.example\n"
		  "Action: failed\nStatus: 5.7.1\n\n--b\nContent-Type: message/rfc822\n\nSubject: BUY THIS CAR "
		  "NOW\nMessage-ID: <1@b>\n"
		  "Content-Type: text/html\n\n<p>HTTPS://www.s.example\n--b--\n"),
	FUZZ_SEED("From x\r>From y\rFrom: a@b.example\rSubject: =?utf-8?B?5Zue5aSNOg==?=\r\rhttp://s.example http://"),
};
const size_t fuzz_seed_count = sizeof(fuzz_seeds) / sizeof(*fuzz_seeds);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct mm_list blocked = { .count = 2, .entry = { "exe", "x" } };
	static const struct mm_list shorteners = { .count = 1, .entry = { "s.example" } };
	struct mm_letter letter;
	struct mm_fault faults[MM_FAULTS_MAX];
	if (size > INPUT_MAX)
		return 0;
	mm_text_preload();
	if (mm_letter_read((const char *)data, size, &letter) == 0) {
		unsigned count = mm_rules_judge(&letter, &blocked, &shorteners, size % 2, faults);
		fuzz_check(count <= MM_FAULTS_MAX);
		for (unsigned i = 0; i < count; i++) {
			struct mm_said said;
			mm_text_clean_string(&said, faults[i].what);
			fuzz_check(!strcmp(said.bytes, faults[i].what));
		}
	}
	mm_letter_clear(&letter);
	return 0;
}
