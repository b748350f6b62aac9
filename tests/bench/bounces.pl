# SPDX-License-Identifier: GPL-3.0-or-later
# bounces.pl FOLDER: reads every mail of a folder with Sisimai and prints what it says, one JSON array a mail. The peer of tests/bench/bounces.
use strict;
use warnings;
use Sisimai;

my $folder = shift or die "usage: bounces.pl FOLDER\n";
opendir(my $handle, $folder) or die "$folder: $!\n";
for my $name (sort grep { !/^\./ } readdir $handle) {
	my $said = Sisimai->dump("$folder/$name");
	print defined $said ? "$said\n" : "[]\n";
}
