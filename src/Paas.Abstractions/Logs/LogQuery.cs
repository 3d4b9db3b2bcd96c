namespace Paas;

/// <summary>Which lines of a log to read.</summary>
public sealed record LogQuery
{
    /// <summary>How many of the newest kept lines, at most 1,500. Default 100.</summary>
    public int Lines { get; init; } = 100;

    /// <summary>Only this source: <c>app</c> or <c>heroku</c>.</summary>
    public string? Source { get; init; }

    /// <summary>Only this process, by exact name (<c>web.1</c>, <c>router</c>) or process type (<c>web</c>).</summary>
    public string? Process { get; init; }

    /// <summary>Goes on with new lines until it is cancelled.</summary>
    public bool Tail { get; init; }
}
