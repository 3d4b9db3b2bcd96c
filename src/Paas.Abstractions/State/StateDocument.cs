namespace Paas;

/// <summary>A document of an <see cref="IStateStore"/>.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Version">Revision of the commit that last wrote it.</param>
/// <param name="Json">UTF-8 JSON; null in a watch when it was removed.</param>
public sealed record StateDocument(string Key, long Version, ReadOnlyMemory<byte>? Json);
