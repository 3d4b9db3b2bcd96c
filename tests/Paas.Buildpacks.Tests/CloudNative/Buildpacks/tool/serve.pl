use IO::Socket::INET;
$| = 1;
$SIG{PIPE} = 'IGNORE';
$SIG{TERM} = sub { exit 0 };
my $server = IO::Socket::INET->new(LocalAddr => '0.0.0.0', LocalPort => $ENV{PORT}, Listen => 50, ReuseAddr => 1) or die "bind: $@";
print "serving @ARGV\n";
while (my $c = $server->accept) {
  my $first = <$c>; while (defined(my $h = <$c>)) { last if $h =~ /^\r?\n$/ }
  my $body = join '', "args=", join(' ', @ARGV), "\n", map { "$_=$ENV{$_}\n" } grep { /^(TOOL_HOME|STAGE|LIST|GREETING|FROM_EXEC_D|FROM_WEB_EXEC_D|FROM_PROFILE|FROM_APP_PROFILE)$/ } sort keys %ENV;
  if (open my $f, '<', '/layers/tests_tool/assets/text') { local $/; $body .= "assets=" . <$f> }
  print $c "HTTP/1.1 200 OK\r\nContent-Length: ", length $body, "\r\nConnection: close\r\n\r\n$body";
  close $c;
}
