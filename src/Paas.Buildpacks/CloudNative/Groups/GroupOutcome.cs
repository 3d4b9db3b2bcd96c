using System.Collections.Immutable;

namespace Paas.CloudNative;

/// <summary>What came of detection.</summary>
/// <param name="Group">The buildpacks that take part, in order; empty when no group passed.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Explanation">What each buildpack of the groups that were tried said.</param>
internal sealed record GroupOutcome(ImmutableArray<BuildpackDescriptor> Group, ImmutableArray<PlanEntry> Plan, ImmutableArray<string> Explanation)
{
    /// <summary>How many buildpacks the group had.</summary>
    public int Tried { get; init; }

    /// <summary>Whether, where no group passed, the detection of some buildpack ended with an error.</summary>
    public bool Errored { get; init; }

    public bool Passed => !Group.IsEmpty;

    /// <summary>Why no group passed. The exit codes are those of the lifecycle. Source: buildpacks/spec, platform.md, "detector".</summary>
    public string Reason => Errored
        ? $"No group of Cloud Native buildpacks passed detection, and in some there were errors (lifecycle exit code 21).\n{string.Join('\n', Explanation)}"
        : $"No group of Cloud Native buildpacks passed detection (lifecycle exit code 20).\n{string.Join('\n', Explanation)}";
}
