using Microsoft.Extensions.Logging;

namespace Paas.Dynos.Local;

/// <summary>What all dynos of a driver share.</summary>
/// <param name="Options">Settings.</param>
/// <param name="Path">The <c>PATH</c> of dynos.</param>
/// <param name="Homes">Fills homes with slugs.</param>
/// <param name="Unpacked">Slugs that dynos share.</param>
/// <param name="Directories">Where dynos live.</param>
/// <param name="Places">What dynos live in.</param>
/// <param name="Table">Processes of the machine.</param>
/// <param name="Exits">Ends of children.</param>
/// <param name="Ports">Free ports.</param>
/// <param name="Scanner">Finds out who listens.</param>
/// <param name="Usage">Measures what they use.</param>
/// <param name="Unpacking">Bounds how many slugs are unpacked at a time.</param>
/// <param name="Readiness">Waits for terminals; made when the first is needed.</param>
/// <param name="Events">Where events go.</param>
/// <param name="Clock">Time.</param>
/// <param name="Log">Diagnostics.</param>
internal sealed record DynoHost(
    LocalProcessOptions Options,
    string Path,
    SlugHomes Homes,
    UnpackedSlugs Unpacked,
    DynoDirectories Directories,
    DynoPlaces Places,
    ProcessTable Table,
    ChildExits Exits,
    PortPool Ports,
    ListeningScanner Scanner,
    UsageMeter Usage,
    SemaphoreSlim Unpacking,
    Lazy<Readiness> Readiness,
    EventQueue Events,
    TimeProvider Clock,
    ILogger Log);
