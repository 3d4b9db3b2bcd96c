using Paas.Slugs;
using Paas.Testing;

namespace Paas.Dynos.Local;

/// <summary>A sandboxed dyno does all that a plain one does.</summary>
public class SandboxedDriverTests : DynoDriverConformance
{
    private readonly TemporaryDirectory _directory = new();
    private int _drivers;

    protected virtual int Ports => 31_400;

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

    protected override ValueTask<IDynoDriver> CreateDriverAsync(ISlugStore slugs) =>
        new(SandboxDrivers.Create(slugs, _directory.Combine($"dynos{_drivers++}"), Ports, Configure));

    protected virtual void Configure(LocalProcessOptions options) => options.Sandbox.ReadableDirectories.Add(_directory.Combine("mirror"));

    protected override ValueTask<string> PackAsync(ISlugStore slugs, IReadOnlyDictionary<string, string> files) => SandboxDrivers.PackAsync(slugs, files);

    [Fact]
    public async Task Environment_VariablesOfTheLoader_ReachNoProgramOfTheHost()
    {
        // The loader of every program that sees these writes a file, which belongs to its user.
        var spec = await SpecAsync("stat -c %u trace.* | sort -u; id -u; id -un; hostname; pwd") with
        {
            Environment = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("LD_DEBUG", "libs").Add("LD_DEBUG_OUTPUT", "/app/trace"),
        };

        await RunAsync(spec);

        var lines = Events.LinesOf(spec.Id);
        Assert.Equal(lines[1], lines[0]);
        Assert.NotEqual("0", lines[0]);
        Assert.Equal(["dyno", spec.Id.ToString(), "/app"], lines.Skip(2));
    }

    /// <summary>Though it is in the host's <c>/tmp</c>, which they do not see, in a directory that is the host's alone.</summary>
    [Fact]
    public async Task ReadableDirectory_OfTheHost_IsSeenByDynosAtItsPath()
    {
        _directory.Write("mirror/file", "of the host\n");
        var spec = await SpecAsync($"cd '{_directory.Combine("mirror")}' && cat file; touch file 2>/dev/null || echo closed; touch /tmp/mine && echo open");

        await RunAsync(spec);

        Assert.Equal(["of the host", "closed", "open"], Events.LinesOf(spec.Id));
    }

    /// <summary>Archives and packages that builds unpack there need not fit into their memory.</summary>
    [Fact]
    public async Task Temporary_OfABuild_IsItsOwnOnDisk()
    {
        _directory.Write("app/file", "");
        var name = Guid.NewGuid().ToString();
        var spec = await SpecAsync($"name={name}; stat -f -c %i /tmp . | uniq | wc -l; echo mine > /tmp/$name && cat /tmp/$name; stat -c %a /tmp") with { SlugDigest = null, Directory = _directory.Combine("app") };

        await RunAsync(spec);

        Assert.Equal(["1", "mine", "1777"], Events.LinesOf(spec.Id));
        Assert.False(File.Exists(Path.Combine(Path.GetTempPath(), name)));
    }

    [Fact]
    public async Task Start_TwoDynos_HaveDifferentUsers()
    {
        var first = await SpecAsync("id -u; echo ready; sleep 300");
        var second = first with { Id = Guid.NewGuid() };

        _ = Events;
        foreach (var spec in new[] { first, second })
        {
            await Driver.StartAsync(spec, Cancellation);
            await Events.WaitForLineAsync(spec.Id, "ready", Cancellation);
        }

        Assert.NotEqual(Events.LinesOf(first.Id)[0], Events.LinesOf(second.Id)[0]);
    }
}
