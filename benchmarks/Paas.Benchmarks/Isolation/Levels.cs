using Microsoft.Extensions.Logging.Abstractions;
using Paas.Docker;

namespace Paas.Isolation;

/// <summary>The ways in which a dyno can be run on this machine.</summary>
internal static class Levels
{
    public static IDynoDriver Plain(ISlugStore slugs, string root) => Local(slugs, root, static _ => { });

    public static IDynoDriver Sandboxed(ISlugStore slugs, string root) => Local(slugs, root, static options => options.Isolation = DynoIsolation.Sandboxed);

    public static IDynoDriver OwnNetwork(ISlugStore slugs, string root) => Local(slugs, root, static options =>
    {
        options.Isolation = DynoIsolation.Sandboxed;
        options.Sandbox.OwnNetwork = true;
    });

    public static IDynoDriver Docker(DockerDaemon daemon, ISlugStore slugs, string root)
    {
        var options = new DockerOptions { Endpoint = daemon.Endpoint, RootDirectory = root, PullPolicy = DockerPullPolicy.Never, OutliveHost = false, TmpSize = 16 << 20, SharedMemorySize = 16 << 20 };
        options.BuildImages.Clear();
        options.StackImages["heroku-24"] = DockerDaemon.Image;
        return new DockerDynoDriver(options, slugs, TimeProvider.System, NullLogger<DockerDynoDriver>.Instance);
    }

    /// <summary>A daemon with the image of the tests; null, and why, where there can be none.</summary>
    public static async Task<(DockerDaemon? Daemon, string? Lacking)> TryDaemonAsync()
    {
        var daemon = new DockerDaemon();
        try
        {
            await daemon.RequireAsync();
            return (daemon, null);
        }
        catch (Exception exception)
        {
            await daemon.DisposeAsync();
            return (null, exception.Message.Replace("$XunitDynamicSkip$", "", StringComparison.Ordinal));
        }
    }

    private static LocalProcessDriver Local(ISlugStore slugs, string root, Action<LocalProcessOptions> configure)
    {
        var options = new LocalProcessOptions { RootDirectory = root, FirstPort = 28_000, LastPort = 28_999, Sandbox = { TmpSize = 16 << 20, SharedMemorySize = 16 << 20 } };
        configure(options);
        return new LocalProcessDriver(options, slugs, TimeProvider.System, NullLogger<LocalProcessDriver>.Instance);
    }
}
