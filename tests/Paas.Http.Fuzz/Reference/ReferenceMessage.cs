namespace Paas.Fuzzing.Reference;

/// <summary>A message that is there as a whole.</summary>
internal sealed record ReferenceMessage(ParsedHead Head, ReferenceFacts Facts, byte[] Body)
{
    public string Method => Head.Start.Split(' ')[0];
}
