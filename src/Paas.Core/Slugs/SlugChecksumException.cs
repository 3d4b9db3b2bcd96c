namespace Paas.Slugs;

/// <summary>The bytes of a slug do not have its digest. The message is the text of Heroku's R17 ("does match" is theirs).</summary>
internal sealed class SlugChecksumException(string expected, string actual)
    : Exception($"Checksum does match expected value. Expected: {Upper(expected)} Actual: {Upper(actual)}")
{
    /// <summary>Digest by which the slug was opened.</summary>
    public string Expected { get; } = expected;

    /// <summary>Digest of what was read.</summary>
    public string Actual { get; } = actual;

    private static string Upper(string digest) => "SHA256:" + SlugDigest.Hex(digest);
}
