using Paas.Fuzzing.Checks;

namespace Paas.Fuzzing;

/// <summary>The short pass of the fuzz harness: the same rounds each time, by their seed.</summary>
public sealed class FuzzRoundTests
{
    [Theory]
    [InlineData("request", 60_000)]
    [InlineData("response", 60_000)]
    [InlineData("chunks", 30_000)]
    public void Rounds_Seeded_FindNothing(string kind, int rounds)
    {
        var round = new FuzzRound(20260101);
        for (var i = 0; i < rounds; i++)
            round.Run(kind);
    }

    [Fact]
    public void Check_DisagreementOfAnInput_IsFound()
    {
        // The reference knows Heroku's limits, the fast parser is given others: a check that cannot fail proves nothing.
        var request = "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n"u8.ToArray();
        HeadCheck.Request(request, new HttpLimits(), []);
        Assert.Throws<FindingException>(() => HeadCheck.Request(request, new HttpLimits { AllowContentLengthWithChunked = true }, []));
    }
}
