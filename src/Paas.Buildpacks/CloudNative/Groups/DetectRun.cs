using System.Collections.Immutable;

namespace Paas.CloudNative;

/// <summary>What came of a buildpack's <c>bin/detect</c>.</summary>
/// <param name="ExitCode">0 passes, 100 fails, all else is an error; −1 where it could not be run or read.</param>
/// <param name="Output">What it wrote, or why it could not be run.</param>
/// <param name="Plan">Its plan.</param>
internal sealed record DetectRun(int ExitCode, string Output, ImmutableArray<PlanAlternative> Plan)
{
    /// <summary>Passed.</summary>
    public const int Pass = 0;

    /// <summary>Failed without an error.</summary>
    public const int Fail = 100;

    /// <summary>One that never ran.</summary>
    public static DetectRun Impossible(string reason) => new(-1, reason, []);
}
