namespace Paas.Load.Configuration;

/// <summary>Size of a response body, or of a WebSocket message.</summary>
internal sealed record BodySize(string Name, int Bytes)
{
    public static IReadOnlyList<BodySize> All { get; } = [new("100B", 100), new("10KB", 10 * 1024), new("1MB", 1024 * 1024)];

    /// <summary>Where the backend serves a body of this size.</summary>
    public string Path => $"/{Bytes}";
}
