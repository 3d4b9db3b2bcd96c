using Xunit;

namespace Paas.Testing;

public abstract partial class DynoDriverConformance
{
    private const string MountPoint = "/layers";

    /// <summary>Whether dynos have their <see cref="DynoSpec.Mounts"/> on this machine.</summary>
    protected virtual bool HasMounts => true;

    /// <summary>A part of the slug is seen at a second path, and what is written there is written here.</summary>
    [Fact]
    public async Task Mounts_PartOfSlug_IsSeenAtBothPaths()
    {
        Assert.SkipUnless(HasMounts, "This machine has no mounts for dynos.");
        var spec = await SpecAsync(
            $"cat {MountPoint}/tools/version; echo written > {MountPoint}/new && cat $HOME/.parts/new; cat /workspace/app.txt; echo ready; sleep 300",
            (".parts/tools/version", "1.2.3\n"));
        spec = spec with { Mounts = [new DynoMount(".parts", MountPoint), new DynoMount("", "/workspace")] };
        await StartReadyAsync(spec);
        var inside = Inside(spec, $"cat {MountPoint}/new");
        await RunAsync(inside);

        Assert.Equal(["1.2.3", "written", "an app", "ready"], Events.LinesOf(spec.Id));
        Assert.Equal(["written"], Events.LinesOf(inside.Id));
        await StopAsync(spec);
    }

    /// <summary>Two dynos see each their own at the same path; one without mounts sees neither.</summary>
    [Fact]
    public async Task Mounts_SamePathTwice_AreApart()
    {
        Assert.SkipUnless(HasMounts, "This machine has no mounts for dynos.");
        var specs = new List<DynoSpec>();
        foreach (var content in (string[])["first", "second"])
            specs.Add(await SpecAsync($"cat {MountPoint}/name; echo ready; sleep 300", (".parts/name", content + "\n")) with { Mounts = [new DynoMount(".parts", MountPoint)] });
        foreach (var spec in specs)
            await StartReadyAsync(spec);
        var without = await SpecAsync($"cat {MountPoint}/name || true");

        await RunAsync(without);

        Assert.Equal("first", Events.LinesOf(specs[0].Id)[0]);
        Assert.Equal("second", Events.LinesOf(specs[1].Id)[0]);
        Assert.DoesNotContain(Events.LinesOf(without.Id), static line => line is "first" or "second");
        foreach (var spec in specs)
            await StopAsync(spec);
    }

    /// <summary>A build sees directories of the host where it was told to.</summary>
    [Fact]
    public async Task Mounts_DirectoryOfHost_IsWritten()
    {
        Assert.SkipUnless(HasMounts, "This machine has no mounts for dynos.");
        using var home = new SharedDirectory();
        using var layers = new SharedDirectory();
        var spec = await SpecAsync($"echo made > {MountPoint}/made") with
        {
            SlugDigest = null,
            Directory = home.Path,
            WritableDirectories = [layers.Path],
            Mounts = [new DynoMount(layers.Path, MountPoint)],
        };

        var exited = await RunAsync(spec);

        Assert.Equal(0, exited.ExitCode);
        Assert.True(layers.Has("made"));
    }

    /// <summary>Whoever mounts has more rights than the app: a link in the slug leads nowhere.</summary>
    [Theory]
    [InlineData("linked")]
    [InlineData("linked/..")]
    [InlineData("missing")]
    [InlineData("../..")]
    public async Task Mounts_LinkOrWayOut_DoesNotStart(string source)
    {
        Assert.SkipUnless(HasMounts, "This machine has no mounts for dynos.");
        using var home = new SharedDirectory();
        File.CreateSymbolicLink(home.PathOf("linked"), "/etc");
        var spec = await SpecAsync($"cat {MountPoint}/passwd") with { SlugDigest = null, Directory = home.Path, Mounts = [new DynoMount(source, MountPoint)] };

        var exited = await RunAsync(spec);

        Assert.Null(exited.ExitCode);
        Assert.Equal(DynoFailure.CannotStart, exited.Failure);
        Assert.Contains(source, exited.Reason, StringComparison.Ordinal);
    }
}
