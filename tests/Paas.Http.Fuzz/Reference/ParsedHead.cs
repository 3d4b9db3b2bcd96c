namespace Paas.Fuzzing.Reference;

/// <summary>What a parser made of a head, in a form that can be compared.</summary>
/// <param name="Status">How far it came; unless it is done, all else is empty.</param>
/// <param name="Start">The start line.</param>
/// <param name="Headers">The header lines, as <c>name:value</c> without white space around the value.</param>
/// <param name="Length">Bytes of the whole head.</param>
internal sealed record ParsedHead(HttpParseStatus Status, string Start, List<string> Headers, int Length)
{
    public static ParsedHead NeedsMore { get; } = new(HttpParseStatus.NeedMore, "", [], 0);

    public static ParsedHead Rejected { get; } = new(HttpParseStatus.Rejected, "", [], 0);

    /// <summary>The values of all fields with this name, in order.</summary>
    public List<string> Values(string name) =>
        [.. Headers.Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..])];

    public bool Equals(ParsedHead? other) =>
        other is not null && Status == other.Status && Start == other.Start && Length == other.Length && Headers.SequenceEqual(other.Headers);

    public override int GetHashCode() => Length;

    public override string ToString() => Status == HttpParseStatus.Done ? $"{Start} [{string.Join(" | ", Headers)}] {Length}" : Status.ToString();
}
