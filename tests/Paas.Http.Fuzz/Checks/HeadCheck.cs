using Paas.Fuzzing.Reference;

namespace Paas.Fuzzing.Checks;

/// <summary>The fast parser and reader against the plain ones, however the bytes are cut.</summary>
internal static class HeadCheck
{
    /// <summary>Limits that mutations reach.</summary>
    public static HttpLimits SmallLimits { get; } = new()
    {
        MaxRequestLine = 60,
        MaxStatusLine = 60,
        MaxRequestHeaderLine = 120,
        MaxResponseHeaderLine = 120,
        MaxSetCookieLine = 40,
        MaxHeaderName = 20,
        MaxHeaders = 6,
        MaxMethod = 10,
        MaxRequestHead = 500,
        MaxResponseHead = 400,
        MaxChunkLine = 40,
        MaxTrailers = 60,
    };

    public static void Request(byte[] input, HttpLimits limits, IReadOnlyList<int> cuts)
    {
        var head = FastHead.ParseRequest(input, limits, cuts, out var facts);
        var expected = ReferenceParser.Parse(input, true, limits);
        Same(expected, head, input);
        if (facts is not null)
            Same(ReferenceRequest.Read(expected), facts, input);
    }

    public static void Response(byte[] input, bool toHead, HttpLimits limits, IReadOnlyList<int> cuts)
    {
        var head = FastHead.ParseResponse(input, toHead, limits, cuts, out var facts);
        var expected = ReferenceParser.Parse(input, false, limits);
        Same(expected, head, input);
        if (facts is not null)
            Same(ReferenceResponse.Read(expected, toHead), facts, input);
    }

    private static void Same<T>(T expected, T actual, byte[] input)
    {
        if (!Equals(expected, actual))
            throw new FindingException($"The reference says {expected}, the fast parser {actual}, of {FindingException.Show(input)}");
    }
}
