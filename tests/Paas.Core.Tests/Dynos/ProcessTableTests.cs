using System.Net;
using System.Text;

namespace Paas.Dynos.Local;

public sealed class ProcessTableTests
{
    [Fact]
    public void ProcfsParse_NameWithParenthesesAndSpaces_FindsTheFields()
    {
        var stat = "4711 (a) b (c d) S 12 34 56 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 987654 1000 2000 18446744073709551615"u8;

        Assert.Equal(new ProcessEntry(4711, 12, 34, 56, 987654, Zombie: false), ProcfsTable.Parse(stat));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12 (x")]
    [InlineData("12 (x) S 1 2 3")]
    public void ProcfsParse_Incomplete_IsNull(string stat) => Assert.Null(ProcfsTable.Parse(Encoding.UTF8.GetBytes(stat)));

    [Fact]
    public void PsParse_Lines_FindsTheFields()
    {
        var entries = PsTable.Parse("    1     0     1 Ss   Sat Nov 21 09:04:57 2026\n  501     1   500 Z+   Mon Nov  2 22:04:57 2026\nnonsense\n");

        Assert.Equal(
            [
                new ProcessEntry(1, 0, 1, 1, new DateTime(2026, 11, 21, 9, 4, 57).Ticks, Zombie: false),
                new ProcessEntry(501, 1, 500, 500, new DateTime(2026, 11, 2, 22, 4, 57).Ticks, Zombie: true),
            ],
            entries);
    }

    [Fact]
    public void TcpListenersParse_BothFamilies_StopsAfterTheListening()
    {
        Assert.SkipUnless(BitConverter.IsLittleEndian, "The text is of a little-endian machine.");
        var listeners = new Dictionary<long, IPEndPoint>();
        TcpListeners.Parse(
            new StringReader(
                """
                  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 111 1 0
                   1: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 222 1 0
                   2: 0100007F:1F91 0100007F:C001 01 00000000:00000000 00:00000000 00000000  1000        0 333 1 0
                   3: 0100007F:1F92 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 444 1 0
                """),
            listeners);
        TcpListeners.Parse(
            new StringReader(
                """
                  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 555 1 0
                """),
            listeners);

        Assert.Equal(["127.0.0.1:8080", "0.0.0.0:80", "[::1]:8080"], listeners.Values.Select(endPoint => endPoint.ToString()));
        Assert.Equal([111L, 222, 555], listeners.Keys);
    }

    [Fact]
    public void Select_Members_AreSessionMarkedAndDescendants()
    {
        ProcessEntry[] processes =
        [
            new(31, 30, 30, 30, 120, false), // grandchild that left, listed before its parent
            new(10, 1, 10, 10, 100, true),   // the leader, a zombie
            new(11, 10, 10, 10, 101, false), // same group
            new(12, 10, 12, 10, 102, false), // same session, other group
            new(30, 11, 30, 30, 110, false), // child with a session of its own
            new(40, 1, 40, 40, 130, false),  // carries the marker
            new(50, 1, 50, 50, 140, false),  // somebody else
            new(60, 1, 60, 10, 50, false),   // older than the leader
        ];

        Assert.Equal([31, 11, 12, 30, 40], Pids(DynoMembers.Select(processes, 10, 100, leaderIsOurs: true, pid => pid == 40)));
        Assert.Equal([40], Pids(DynoMembers.Select(processes, 10, 100, leaderIsOurs: false, pid => pid == 40)));

        static IEnumerable<int> Pids(List<ProcessEntry> entries) => entries.Select(entry => entry.Pid);
    }
}
