namespace Paas.Dynos.Local;

/// <summary>What a place is made from.</summary>
/// <param name="DynoId">The run.</param>
/// <param name="Directory">The dyno's own directory on the host, which holds its record.</param>
/// <param name="Table">Processes of the machine.</param>
/// <param name="Clock">Time.</param>
internal sealed record PlaceContext(Guid DynoId, string Directory, ProcessTable Table, TimeProvider Clock)
{
    /// <summary>Existing directory that is its home; null when it gets one of its own.</summary>
    public string? InPlace { get; init; }

    /// <summary>Further directories that it may write.</summary>
    public IReadOnlyList<string> Writable { get; init; } = [];

    /// <summary>Directories that it sees at further paths.</summary>
    public IReadOnlyList<DynoMount> Mounts { get; init; } = [];

    /// <summary>What it may use.</summary>
    public DynoSize Size { get; init; } = DynoSize.Default;

    /// <summary>Its name, <c>web.1</c>.</summary>
    public string Name { get; init; } = "";
}
