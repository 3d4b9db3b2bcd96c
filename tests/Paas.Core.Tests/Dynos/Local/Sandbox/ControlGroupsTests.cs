using Paas.Slugs;

namespace Paas.Dynos.Local;

/// <summary>Against directories that stand for the kernel's; the suites run against the machine's own.</summary>
public sealed class ControlGroupsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Of_Version2WithControllers_IsPreferred()
    {
        using var groups = ControlGroups.Of([Version2("cpuset cpu io memory pids"), .. Version1()], "paas");

        Assert.Equal("cgroup v2", groups?.Version);
    }

    [Theory]
    [InlineData("hugetlb")]
    [InlineData("")]
    [InlineData("cpu memory")]
    public void Of_Version2WithoutControllers_IsVersion1(string controllers)
    {
        using var groups = ControlGroups.Of([Version2(controllers), .. Version1()], "paas");

        Assert.Equal("cgroup v1", groups?.Version);
    }

    [Fact]
    public void Of_NothingThatSuffices_IsNull()
    {
        Assert.Null(ControlGroups.Of([Version2("memory"), Version1().First()], "paas"));
        Assert.Null(ControlGroups.Of([], "paas"));
    }

    [Fact]
    public void Version2_Limit_WritesWhatTheSizeSays()
    {
        using var groups = ControlGroups.Of([Version2("cpu memory pids")], "a/paas")!;
        groups.Open();
        var group = groups.TryCreate("dyno-1")!;

        group.Limit(new DynoSize("mine", 100 << 20) { CpuShares = 3, Cpus = 1.5, MaxProcesses = 50 });
        group.Enter(4711);

        Assert.Equal("+cpu +memory +pids", Read("v2/cgroup.subtree_control"));
        Assert.Equal("+cpu +memory +pids", Read("v2/a/paas/cgroup.subtree_control"));
        Assert.Equal("209715200", Read("v2/a/paas/dyno-1/memory.max"));
        Assert.Equal("52", Read("v2/a/paas/dyno-1/pids.max"));
        Assert.Equal("300", Read("v2/a/paas/dyno-1/cpu.weight"));
        Assert.Equal("4711", Read("v2/a/paas/dyno-1/cgroup.procs"));
        Assert.Equal([4711], group.Processes());
    }

    [Fact]
    public void Version2_Usage_IsRead()
    {
        using var groups = ControlGroups.Of([Version2("cpu memory pids")], "paas")!;
        groups.Open();
        var group = groups.TryCreate("dyno-1")!;
        _directory.Write("v2/paas/dyno-1/memory.stat", "anon 1000\nfile 200\nfile_mapped 5\npgmajfault 7\n");
        _directory.Write("v2/paas/dyno-1/memory.swap.current", "30\n");
        _directory.Write("v2/paas/dyno-1/cpu.stat", "usage_usec 2500000\nuser_usec 1\n");
        _directory.Write("v2/paas/dyno-1/memory.events", "oom 2\noom_kill 1\n");
        _directory.Write("v2/paas/dyno-1/cgroup.procs", "1\n2\n3\n");

        var usage = group.Usage(Guid.Empty);

        Assert.Equal((1000, 200, 30, 7), (usage.MemoryRss, usage.MemoryCache, usage.MemorySwap, usage.PagesIn));
        Assert.Equal(TimeSpan.FromSeconds(2.5), usage.CpuTime);
        Assert.Equal(1, usage.Processes);
        Assert.Equal(1, group.MemoryKills());
    }

    [Fact]
    public void Take_NumbersInUse_ArePassedOver()
    {
        using var groups = ControlGroups.Of(Version1(), "paas")!;
        groups.Open();
        var first = new UserPool(groups, 100, 102);
        var second = new UserPool(groups, 100, 102);

        int[] taken = [first.Take().User, second.Take().User, first.Take().User];

        Assert.Equal([100, 101, 102], taken.Order());
        Assert.Contains("100 to 102", Assert.Throws<CannotStartException>(() => second.Take()).Message, StringComparison.Ordinal);
    }

    private string Read(string name) => File.ReadAllText(_directory.Combine(name));

    private string Version2(string controllers)
    {
        _directory.Write("v2/cgroup.controllers", controllers + "\n");
        return $"cgroup2 {_directory.Combine("v2")} cgroup2 rw,nosuid 0 0";
    }

    private string[] Version1() => [.. ((string[])["pids", "memory", "cpu,cpuacct", "freezer"]).Select(controllers =>
    {
        Directory.CreateDirectory(_directory.Combine(controllers));
        return $"cgroup {_directory.Combine(controllers)} cgroup rw,relatime,{controllers} 0 0";
    })];
}
