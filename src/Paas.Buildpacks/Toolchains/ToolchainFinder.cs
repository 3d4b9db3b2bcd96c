using System.Collections.Immutable;
using Paas.Files;
using Paas.Shell;

namespace Paas.Toolchains;

/// <summary>
/// Finds the tools of a build: what the machine (or stack image) has, when it fits; else the newest in the range of the first
/// source that has one; else an error that says what was asked, what there is, and how to get it.
/// </summary>
internal sealed class ToolchainFinder(IEnumerable<IToolchainSource> sources)
{
    /// <summary>Names the version of a complete installation; written last.</summary>
    private const string Marker = ".paas-toolchain";
    private const int ShownOffers = 5;

    private readonly ImmutableArray<IToolchainSource> _sources = [.. sources];

    /// <summary>Exactly one of the two results is not null.</summary>
    public async ValueTask<(Toolchain? Toolchain, string? Error)> FindAsync(
        BuildContext context, ToolchainRequest request, ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var found = await ProbeAsync(context, request, environment, cancellationToken);
        if (found.FirstOrDefault(one => request.Accepts(one.Version)) is { } own)
            return (own, null);

        var there = Installed(context, request);
        var offers = ImmutableArray.CreateBuilder<string>();
        foreach (var source in _sources)
        {
            try
            {
                var releases = await source.ListAsync(request.Toolchain, context, cancellationToken);
                var best = releases.Where(release => request.Accepts(release.Version) && request.AcceptsOffer?.Invoke(release.Version) != false).MaxBy(static release => ToolchainVersion.Parse(release.Version));
                if (best is not null)
                    return (there is not null && there.Version == best.Version ? there : await InstallAsync(source, best, context, request, cancellationToken), null);
                if (!releases.IsEmpty)
                    offers.Add($"{Capitalize(source.Name)} has {Newest(releases)}.");
            }
            catch (PaasException e)
            {
                offers.Add(e.Message);
            }
        }

        // What an earlier build got is good enough when nobody can be asked for a newer one.
        there = Installed(context, request);
        return there is not null && request.Accepts(there.Version) ? (there, null) : (null, Missing(request, found, offers.ToImmutable()));
    }

    private static async ValueTask<ImmutableArray<Toolchain>> ProbeAsync(
        BuildContext context, ToolchainRequest request, ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var (_, output) = await context.CaptureAsync(request.Probe, environment, cancellationToken);
        return [.. output.Split('\n').Select(static line => line.Split(' ', 2)).Where(static parts => parts is [[>= '0' and <= '9', ..], ['/', ..]]).Select(static parts => new Toolchain(parts[0], parts[1].Trim(), null))];
    }

    /// <summary>What an earlier build put into the cache; the app's own directory is always new.</summary>
    private static Toolchain? Installed(BuildContext context, ToolchainRequest request) =>
        Place(context, request) is var (parent, name) && parent.ReadText($"{name}/{Marker}")?.Trim() is { Length: > 0 } version
            ? new Toolchain(version, Path.Combine(request.Directory, "bin"), request.Directory)
            : null;

    private static async ValueTask<Toolchain> InstallAsync(
        IToolchainSource source, ToolchainRelease release, BuildContext context, ToolchainRequest request, CancellationToken cancellationToken)
    {
        context.Output.Detail($"Getting {request.Title} {release.Version} from {release.Archive?.Host ?? source.Name}");
        var (parent, name) = Place(context, request);
        parent.Delete(name);
        parent.CreateDirectory(name);
        try
        {
            await source.InstallAsync(release, request.Directory, context, cancellationToken);
        }
        catch
        {
            parent.Delete(name);
            throw;
        }

        if (parent.Root == Path.GetFullPath(context.CacheDirectory))
            parent.WriteText($"{name}/{Marker}", release.Version);
        return new Toolchain(release.Version, Path.Combine(request.Directory, "bin"), request.Directory);
    }

    /// <summary>The directory of a toolchain, seen from the app or the cache: links that a build left there are not followed.</summary>
    private static (ConfinedDirectory Parent, string Name) Place(BuildContext context, ToolchainRequest request)
    {
        foreach (var root in new[] { context.AppDirectory, context.CacheDirectory })
        {
            var relative = Path.GetRelativePath(root, request.Directory);
            if (relative is not ("." or "..") && !Path.IsPathRooted(relative) && !relative.StartsWith("../", StringComparison.Ordinal))
                return (new ConfinedDirectory(root), relative);
        }

        throw new ArgumentException($"'{request.Directory}' is neither below the app nor below its cache.", nameof(request));
    }

    private static string Newest(ImmutableArray<ToolchainRelease> releases)
    {
        var newest = releases.Select(static release => ToolchainVersion.Parse(release.Version)).OrderDescending().Take(ShownOffers);
        return string.Join(", ", newest) + (releases.Length > ShownOffers ? ", …" : "");
    }

    private static string Missing(ToolchainRequest request, ImmutableArray<Toolchain> found, ImmutableArray<string> offers)
    {
        var there = found.IsEmpty ? $"no {request.Title}" : $"{request.Title} {string.Join(", ", found.Select(static one => one.Version).Distinct())}";
        var asked = request.AskedBy is null ? $"The app needs {request.Title} {request.Range}" : $"{request.AskedBy} asks for {request.Title} {request.Range}";
        return string.Join('\n', [$"{asked}, but this platform has {there}.", .. offers, $"Ask for a version that is there, or install {request.Title} {request.Range} where builds and dynos run ({request.Advice})."]);
    }

    private static string Capitalize(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
