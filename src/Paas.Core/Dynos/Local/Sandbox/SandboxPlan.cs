namespace Paas.Dynos.Local;

/// <summary>What is particular to one dyno's sandbox.</summary>
/// <param name="HostName">Its host name.</param>
/// <param name="Home">Its home and working directory, as it sees them.</param>
/// <param name="User">Its user and group; null for the host's own.</param>
internal sealed record SandboxPlan(string HostName, string Home, int? User)
{
    /// <summary>What it may write: directory of the host, and where the dyno sees it.</summary>
    public IReadOnlyList<(string Source, string Target)> Writable { get; init; } = [];

    /// <summary>What it may read beside the system.</summary>
    public IReadOnlyList<(string Source, string Target)> ReadOnly { get; init; } = [];

    /// <summary>Directory of the host that is its <c>/tmp</c>; null for one in memory.</summary>
    public string? Temporary { get; init; }

    /// <summary>File that holds its network; null for the host's.</summary>
    public string? NetworkFile { get; init; }
}
