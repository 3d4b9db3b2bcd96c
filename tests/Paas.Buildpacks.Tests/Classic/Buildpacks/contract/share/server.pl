use IO::Socket::INET;
$| = 1;
my $server = IO::Socket::INET->new(LocalAddr => '0.0.0.0', LocalPort => $ENV{PORT}, Listen => 50, ReuseAddr => 1) or die "bind: $@";
$SIG{PIPE} = 'IGNORE';
while (my $client = $server->accept) {
  while (defined(my $line = <$client>)) { last if $line =~ /^\r?\n$/ }
  open my $file, '<', 'facts.txt'; my $facts = join '', <$file>;
  my ($limit) = grep { -r } '/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes';
  open my $memory, '<', $limit; my $quota = <$memory>;
  my $body = "$facts" . "memory=$quota" . "profile=$ENV{CONTRACT_PROFILE}\nconfig=$ENV{CONTRACT_CONFIG}\nhome_at_app=" . (-f "/app/facts.txt" ? "yes" : "no") . "\nstdout=" . (open(my $out, ">", "/dev/stdout") ? "opens" : "$!") . "\n";
  print $client "HTTP/1.1 200 OK\r\nContent-Length: ", length $body, "\r\nConnection: close\r\n\r\n$body";
  close $client;
}
