using Docker.DotNet;
using Microsoft.Extensions.Logging;
using Paas.Docker.Images;
using Paas.Dynos.Local;

namespace Paas.Docker.Daemon;

/// <summary>What all dynos of a driver share.</summary>
/// <param name="Client">The daemon.</param>
/// <param name="Options">Settings.</param>
/// <param name="Platform">Id of the platform, which its containers carry.</param>
/// <param name="Directories">Where slugs are unpacked.</param>
/// <param name="SharesFiles">Whether the daemon sees them.</param>
/// <param name="Processors">Processors of the daemon's machine.</param>
/// <param name="NetworkId">Network of the dynos.</param>
/// <param name="Images">Images.</param>
/// <param name="Slugs">Where slugs come from.</param>
/// <param name="Unpacking">Bounds how many slugs are unpacked at a time.</param>
/// <param name="Events">Where events go.</param>
/// <param name="Clock">Time.</param>
/// <param name="Log">Diagnostics.</param>
internal sealed record DockerHost(
    IDockerClient Client,
    DockerOptions Options,
    Guid Platform,
    PlatformDirectory Directories,
    bool SharesFiles,
    int Processors,
    string NetworkId,
    ImageStore Images,
    ISlugStore Slugs,
    SemaphoreSlim Unpacking,
    EventQueue Events,
    TimeProvider Clock,
    ILogger Log);
