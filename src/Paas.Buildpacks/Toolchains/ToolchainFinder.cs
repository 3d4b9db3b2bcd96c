using System.Collections.Immutable;
using Paas.Shell;

namespace Paas.Toolchains;

/// <summary>
/// Finds the tools of a build: what the machine (or stack image) has, when it fits; else the newest that a source has in
/// the range; else an error that says what was asked, what there is, and how to get it.
/// </summary>
internal sealed class ToolchainFinder(IEnumerable<IToolchainSource> sources)
{
    private readonly ImmutableArray<IToolchainSource> _sources = [.. sources];

    /// <summary>Exactly one of the two results is not null.</summary>
    public async ValueTask<(Toolchain? Toolchain, string? Error)> FindAsync(
        BuildContext context, ToolchainRequest request, ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var found = await ProbeAsync(context, request, environment, cancellationToken);
        if (found.FirstOrDefault(one => request.Accepts(one.Version)) is { } own)
            return (own, null);

        var offers = ImmutableArray.CreateBuilder<string>();
        foreach (var source in _sources)
        {
            try
            {
                var releases = await source.ListAsync(request.Toolchain, context, cancellationToken);
                var best = releases.Where(release => request.Accepts(release.Version)).MaxBy(static release => ToolchainVersion.Parse(release.Version));
                if (best is null)
                {
                    if (!releases.IsEmpty)
                        offers.Add($"{source.Name} has {string.Join(", ", releases.Select(static release => ToolchainVersion.Parse(release.Version)).OrderDescending().Take(5))}{(releases.Length > 5 ? ", …" : "")}");
                    continue;
                }

                return (await InstallAsync(source, best, context, request, cancellationToken), null);
            }
            catch (PaasException e)
            {
                offers.Add($"{source.Name}: {e.Message}");
            }
        }

        return (null, Missing(request, found, offers.ToImmutable()));
    }

    private static async ValueTask<ImmutableArray<Toolchain>> ProbeAsync(
        BuildContext context, ToolchainRequest request, ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var (_, output) = await context.CaptureAsync(request.Probe, environment, cancellationToken);
        return [.. output.Split('\n').Select(static line => line.Split(' ', 2)).Where(static parts => parts is [[>= '0' and <= '9', ..], ['/', ..]]).Select(static parts => new Toolchain(parts[0], parts[1].Trim(), null))];
    }

    private static async ValueTask<Toolchain> InstallAsync(
        IToolchainSource source, ToolchainRelease release, BuildContext context, ToolchainRequest request, CancellationToken cancellationToken)
    {
        context.Output.Detail($"Getting {request.Title} {release.Version} from {source.Name}");
        Directory.CreateDirectory(request.Directory);
        await source.InstallAsync(release, request.Directory, context, cancellationToken);
        return new Toolchain(release.Version, Path.Combine(request.Directory, "bin"), request.Directory);
    }

    private static string Missing(ToolchainRequest request, ImmutableArray<Toolchain> found, ImmutableArray<string> offers)
    {
        var there = found.IsEmpty ? $"no {request.Title}" : $"{request.Title} {string.Join(", ", found.Select(static one => one.Version).Distinct())}";
        var asked = request.AskedBy is null ? $"The app needs {request.Title} {request.Range}" : $"{request.AskedBy} asks for {request.Title} {request.Range}";
        return string.Join('\n', [$"{asked}, but this platform has {there}.", .. offers, $"Ask for a version that is there, or install {request.Title} {request.Range} where builds and dynos run ({request.Advice})."]);
    }
}
