#pragma warning disable CA1416 // The driver is for Linux.
using Microsoft.Extensions.Logging.Abstractions;
using Paas.Slugs;
using Paas.Testing;

namespace Paas.Dynos.Local;

/// <summary>A sandboxed dyno does all that a plain one does.</summary>
public class SandboxedDriverTests : DynoDriverConformance
{
    private readonly TemporaryDirectory _directory = new();
    private int _drivers;

    public override async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Sandboxes need Linux and root.");
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override ValueTask<IDynoDriver> CreateDriverAsync(ISlugStore slugs)
    {
        var options = new LocalProcessOptions
        {
            RootDirectory = _directory.Combine($"dynos{_drivers++}"),
            FirstPort = 31_000,
            LastPort = 31_999,
            Isolation = DynoIsolation.Sandboxed,
            UsageInterval = TimeSpan.FromMilliseconds(500),
        };
        Configure(options.Sandbox);
        return new(new LocalProcessDriver(options, slugs, TimeProvider.System, NullLogger<LocalProcessDriver>.Instance));
    }

    protected virtual void Configure(SandboxOptions options)
    {
    }

    protected override async ValueTask<string> PackAsync(ISlugStore slugs, IReadOnlyDictionary<string, string> files)
    {
        using var source = new TemporaryDirectory();
        foreach (var (name, content) in files)
            source.Write(name, content);
        var (digest, _) = await SlugArchive.StoreAsync(source.Path, slugs, SlugArchive.DefaultMaximum, Cancellation);
        return digest;
    }
}
