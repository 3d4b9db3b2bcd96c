#pragma warning disable CA1416 // The driver is for Linux.
using Microsoft.Extensions.Logging.Abstractions;
using Paas.Slugs;

namespace Paas.Dynos.Local;

/// <summary>Drivers of sandboxed dynos, for tests.</summary>
internal static class SandboxDrivers
{
    public static void SkipWherePossibleNowhere() =>
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Sandboxes need Linux and root.");

    public static LocalProcessDriver Create(ISlugStore slugs, string root, int ports, Action<LocalProcessOptions>? configure = null)
    {
        var options = new LocalProcessOptions
        {
            RootDirectory = root,
            FirstPort = ports,
            LastPort = ports + 199,
            Isolation = DynoIsolation.Sandboxed,
            OrphanGrace = TimeSpan.FromMilliseconds(300),
            ShutdownGrace = TimeSpan.FromSeconds(1),
            UsageInterval = TimeSpan.FromMilliseconds(500),
        };
        configure?.Invoke(options);
        return new LocalProcessDriver(options, slugs, TimeProvider.System, NullLogger<LocalProcessDriver>.Instance);
    }

    public static async ValueTask<string> PackAsync(ISlugStore slugs, IReadOnlyDictionary<string, string> files)
    {
        using var source = new TemporaryDirectory();
        foreach (var (name, content) in files)
            source.Write(name, content);
        var (digest, _) = await SlugArchive.StoreAsync(source.Path, slugs, SlugArchive.DefaultMaximum, TestContext.Current.CancellationToken);
        return digest;
    }
}
