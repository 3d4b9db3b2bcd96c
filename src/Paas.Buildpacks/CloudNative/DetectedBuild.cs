using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Paas.Files;
using Paas.Selection;

namespace Paas.CloudNative;

/// <summary>A build whose buildpacks were looked for.</summary>
internal sealed class DetectedBuild
{
    private const string ExecutionEnvironment = "production";

    private readonly BuildContext _context;
    private readonly BuildRoom _room;
    private readonly GroupOutcome _outcome;
    private readonly string _key;

    private DetectedBuild(BuildContext context, BuildRoom room, GroupOutcome outcome, string key) =>
        (_context, _room, _outcome, _key) = (context, room, outcome, key);

    /// <summary>The name of the last buildpack of the group; null when no group passed.</summary>
    public string? Language => _outcome.Passed ? _outcome.Group[^1].Name : null;

    /// <summary>Why no group passed.</summary>
    public string Reason => _outcome.Reason;

    /// <summary>Whether, where no group passed, some buildpack did not say no but failed.</summary>
    public bool Errored => _outcome.Errored;

    /// <param name="context">The build.</param>
    /// <param name="set">The buildpacks there are.</param>
    /// <param name="order">The groups to try.</param>
    /// <param name="key">What tells this order from others; the layers of builds with the same one are used again.</param>
    /// <param name="mounts">What programs have to see beside the build's own files.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PaasException">A buildpack is not what it must be, or not there.</exception>
    public static async ValueTask<DetectedBuild> FindAsync(
        BuildContext context, BuildpackSet set, ImmutableArray<ImmutableArray<GroupEntry>> order, string key, ImmutableArray<DynoMount> mounts, CancellationToken cancellationToken)
    {
        var project = ProjectDescriptor.Read(new ConfinedDirectory(context.AppDirectory));
        // Config vars are what the developer says last.
        var variables = new Dictionary<string, string>(project?.Variables.DistinctBy(static variable => variable.Key) ?? [], StringComparer.Ordinal);
        foreach (var (name, value) in context.ConfigVars)
            variables[name] = value;
        var room = await BuildRoom.OpenAsync(context, variables, mounts, cancellationToken);
        var detector = new GroupDetector(room, context.Stack, ExecutionEnvironment);
        var outcome = await new GroupDetection(set, room.Target, ExecutionEnvironment, detector.RunAsync).FindAsync(order, cancellationToken);
        return new DetectedBuild(context, room, outcome, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..12]);
    }

    public async ValueTask<BuildpackResult> BuildAsync(CancellationToken cancellationToken)
    {
        if (!_outcome.Passed)
            return BuildpackResult.Failed(Reason);
        if (_outcome.Group.Length < _outcome.Tried)
            _context.Output.Detail(FormattableString.Invariant($"{_outcome.Group.Length} of {_outcome.Tried} buildpacks participating"));
        var store = new LayerStore(_context.CacheDirectory, _key, _room.LayersPath);
        return await new GroupBuild(_room, _outcome, store, _context, ExecutionEnvironment).RunAsync(_key, cancellationToken);
    }
}
