using Paas.Slugs;
using Paas.Testing;

namespace Paas.Dynos.Local;

/// <summary>Control groups hold dynos to their size.</summary>
public sealed class SandboxLimitsTests : DynoLimitsConformance
{
    private readonly TemporaryDirectory _directory = new();
    private int _drivers;

    public override async ValueTask InitializeAsync()
    {
        SandboxDrivers.SkipWherePossibleNowhere();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Above the quota of a shared dyno is room until it is killed; heaps and numbers of workers are for what it has. Old scripts of buildpacks
    /// tell the size by the number of processes.
    /// </summary>
    [Fact]
    public async Task MemoryAndProcesses_AsTheDynoSeesThem_AreThoseOfItsSize()
    {
        var spec = await SpecAsync("cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null; bash -c 'ulimit -u'") with { Size = DynoSize.Heroku.First(static size => size.Name == "basic") };

        await RunAsync(spec);

        Assert.Equal(["536870912", "256"], Events.LinesOf(spec.Id));
    }

    protected override ValueTask<IDynoDriver> CreateDriverAsync(ISlugStore slugs) =>
        new(SandboxDrivers.Create(slugs, _directory.Combine($"dynos{_drivers++}"), 31_800));

    protected override ValueTask<string> PackAsync(ISlugStore slugs, IReadOnlyDictionary<string, string> files) => SandboxDrivers.PackAsync(slugs, files);
}
