namespace Paas;

/// <summary>A change of one document in a commit.</summary>
/// <param name="Key">Its key; once per commit.</param>
/// <param name="Json">New content, or null to remove it.</param>
/// <param name="ExpectedVersion">Version that it must have now: 0 = must not exist, null = any.</param>
public sealed record StateChange(string Key, ReadOnlyMemory<byte>? Json, long? ExpectedVersion = null);
