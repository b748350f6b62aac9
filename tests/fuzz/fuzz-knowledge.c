/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * core/knowledge and inifile on any file: it is loaded or refused in words, never a crash. The first byte picks which
 * kind of file the rest becomes.
 */
#include "config.h"
#include "fuzz.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/knowledge.h"

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("\0[Cause]\nAbout = account\nFixer = user\nLasts = hard\nFamily = login\nTitle = t\nExplanation = "
		  "e\nStep1 = a\n\tb\n"),
	FUZZ_SEED("\1[Provider]\nName = n\nSource = s\nAliases = a;b ;\n[IMAP]\nHost = h\nPort = 993\nSecurity = "
		  "tls\n[Steps x]\nStep1 = y\n"),
	FUZZ_SEED("\2a\t*\tsmtp,imap\t*\tlogin failed ... x\te\ts\n# x\n\tb\n"),
	FUZZ_SEED("\3[Hint]\nNeeds = size kind=delay\nText = %size% %x\n"),
	FUZZ_SEED("\4# x\nexample.org\n\n-\n"),
	FUZZ_SEED("\5[Check]\nSeverity = info\nGroup = spf\nShowsWithin = PT1H\nTitle = t\nExplanation = \"%seen%\"\n"
		  "Fix = %name% \"%record%\"\nFixUnknown = %domain%\n"),
	FUZZ_SEED("\1[Provider\nName\n = \n[]\n=\n\t\n  ;\n"),
	FUZZ_SEED("\0\xef\xbb\xbf[Cause]\nTitle: \xff\xfe\n\n"),
};
const size_t fuzz_seed_count = sizeof fuzz_seeds / sizeof *fuzz_seeds;

static const char *const names[] = { "causes/x.ini", "providers/x.ini", "signatures/x.tsv",
				     "hints/x.ini",  "domains/x.txt",   "checks/x.y.ini" };
#define NAMES (sizeof names / sizeof *names)

static char folder[] = "/tmp/mm-fuzz-knowledge-XXXXXX";

static void remove_root(void)
{
	char path[100];
	for (size_t i = 0; i < NAMES; i++) {
		snprintf(path, sizeof path, "%s/%.*s", folder, (int)strcspn(names[i], "/"), names[i]);
		rmdir(path);
	}
	rmdir(folder);
}

/* One folder for the process's life; its files are written anew each time. */
static const char *root(void)
{
	static int made;
	char path[100];
	if (made)
		return folder;
	fuzz_check(mkdtemp(folder) != NULL);
	for (size_t i = 0; i < NAMES; i++) {
		snprintf(path, sizeof path, "%s/%.*s", folder, (int)strcspn(names[i], "/"), names[i]);
		fuzz_check(mkdir(path, 0700) == 0);
	}
	made = atexit(remove_root) == 0;
	return folder;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[100], why[512] = "";
	if (size < 1)
		return 0;
	snprintf(path, sizeof path, "%s/%s", root(), names[data[0] % NAMES]);
	FILE *file = fopen(path, "we");
	fuzz_check(file != NULL);
	fwrite(data + 1, 1, size - 1, file);
	fclose(file);
	struct mm_knowledge *knowledge = mm_knowledge_load(root(), MM_KNOWLEDGE_ALL, why, sizeof why);
	fuzz_check((knowledge == NULL) == (why[0] != '\0'));
	mm_knowledge_free(knowledge);
	unlink(path);
	return 0;
}
