using System.Collections.Immutable;

namespace Paas.CloudNative;

/// <summary>
/// Finds the first group of an order that passes, as the detector of the lifecycle does: composite buildpacks are replaced by each of
/// their groups in turn, of an id that comes twice the first is taken, and the programs of a group run at the same time, each
/// once for all groups. Source: buildpacks/spec, buildpack.md, "Order Resolution".
/// </summary>
/// <param name="set">The buildpacks.</param>
/// <param name="target">What is built for.</param>
/// <param name="executionEnvironment">What it is built for: <c>production</c>, <c>test</c>.</param>
/// <param name="run">Runs programs.</param>
internal sealed class GroupDetection(
    BuildpackSet set, BuildTarget target, string executionEnvironment,
    Func<ImmutableArray<BuildpackDescriptor>, CancellationToken, ValueTask<ImmutableArray<DetectRun>>> run)
{
    // Composites that contain each other would never end.
    private const int MaxDepth = 64;
    private const int MaxOutputLines = 20;

    private readonly Dictionary<string, DetectRun> _runs = new(StringComparer.Ordinal);
    private readonly List<string> _explanation = [];
    private bool _errored;

    /// <exception cref="PaasException">The order names what is not there.</exception>
    public async ValueTask<GroupOutcome> FindAsync(ImmutableArray<ImmutableArray<GroupEntry>> order, CancellationToken cancellationToken) =>
        await OrderAsync(order, [], [], optional: false, 0, cancellationToken)
            ?? new GroupOutcome([], [], [.. _explanation.Distinct(StringComparer.Ordinal)]) { Errored = _errored };

    private async ValueTask<GroupOutcome?> OrderAsync(
        ImmutableArray<ImmutableArray<GroupEntry>> order, ImmutableList<Member> done, ImmutableArray<GroupEntry> next, bool optional, int depth, CancellationToken cancellationToken)
    {
        if (depth > MaxDepth)
            throw new PaasException(PaasErrors.InvalidParams, "The order of the Cloud Native buildpacks has no end: a composite buildpack contains itself.");
        foreach (var group in order)
        {
            if (await GroupAsync([.. group, .. next], done, depth, cancellationToken) is { } found)
                return found;
        }

        return optional ? await GroupAsync(next, done, depth, cancellationToken) : null;
    }

    private async ValueTask<GroupOutcome?> GroupAsync(ImmutableArray<GroupEntry> group, ImmutableList<Member> done, int depth, CancellationToken cancellationToken)
    {
        for (var i = 0; i < group.Length; i++)
        {
            var entry = group[i];
            if (done.Any(member => member.Buildpack.Id == entry.Id))
                continue;
            var buildpack = set.Find(entry);
            if (!buildpack.Order.IsEmpty)
                return await OrderAsync(buildpack.Order, done, group[(i + 1)..], entry.Optional, depth + 1, cancellationToken);

            // One that is for another execution environment counts as if it were not in the group.
            var environments = buildpack.ExecutionEnvironments;
            if (!environments.IsEmpty && !environments.Contains("*") && !environments.Contains(executionEnvironment))
                continue;
            if (!buildpack.Targets.IsEmpty && !buildpack.Targets.Any(one => one.Fits(target)))
            {
                _runs.TryAdd(buildpack.ToString(), DetectRun.Impossible($"It is for {string.Join(", ", buildpack.Targets)}; this build is for {target}."));
                if (entry.Optional)
                    continue;
            }

            done = done.Add(new Member(buildpack, entry.Optional));
        }

        var missing = done.Select(static member => member.Buildpack).Where(buildpack => !_runs.ContainsKey(buildpack.ToString())).ToImmutableArray();
        foreach (var (buildpack, result) in missing.Zip(missing.IsEmpty ? [] : await run(missing, cancellationToken)))
            _runs[buildpack.ToString()] = result;
        return Resolve(done);
    }

    private GroupOutcome? Resolve(ImmutableList<Member> members)
    {
        var passed = new List<PlannedBuildpack>();
        var (fails, errs) = (false, false);
        foreach (var (buildpack, optional) in members)
        {
            var result = _runs[buildpack.ToString()];
            _explanation.Add(Explain(buildpack, optional, result));
            if (result.ExitCode == DetectRun.Pass)
            {
                passed.Add(new PlannedBuildpack(buildpack.Id, optional, result.Plan));
                continue;
            }

            fails |= !optional;
            errs |= result.ExitCode != DetectRun.Fail;
        }

        _errored |= fails && errs;
        if (fails || passed.Count == 0)
            return null;
        var resolution = PlanResolution.Of([.. passed]);
        _explanation.AddRange(resolution.Problems);
        return resolution.Passed
            ? new GroupOutcome([.. resolution.Participants.Select(id => members.First(member => member.Buildpack.Id == id).Buildpack)], resolution.Entries, []) { Tried = members.Count }
            : null;
    }

    private static string Explain(BuildpackDescriptor buildpack, bool optional, DetectRun result)
    {
        var output = result.ExitCode == DetectRun.Pass ? "" : string.Concat(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(MaxOutputLines).Select(static line => "\n  " + line.TrimEnd()));
        return result.ExitCode switch
        {
            DetectRun.Pass => $"pass: {buildpack}",
            DetectRun.Fail => $"{(optional ? "skip" : "fail")}: {buildpack}{output}",
            -1 => $"err:  {buildpack}{output}",
            _ => FormattableString.Invariant($"err:  {buildpack} (exit code {result.ExitCode}){output}"),
        };
    }

    private sealed record Member(BuildpackDescriptor Buildpack, bool Optional);
}
