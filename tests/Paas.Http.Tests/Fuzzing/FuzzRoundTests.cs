using Paas.Fuzzing.Checks;

namespace Paas.Fuzzing;

/// <summary>The short pass of the fuzz harness: the same rounds each time, by their seed.</summary>
public sealed class FuzzRoundTests
{
    [Theory]
    [InlineData("request", 60_000)]
    [InlineData("response", 60_000)]
    [InlineData("chunks", 30_000)]
    [InlineData("router", 1_500)]
    public void Rounds_Seeded_FindNothing(string kind, int rounds)
    {
        using var round = new FuzzRound(20260101);
        for (var i = 0; i < rounds; i++)
            round.Run(kind);
        // A pass that never reaches an app, or always does, would find nothing either.
        Assert.True(kind != "router" || (round.Outcomes["2xx"] > 100 && round.Outcomes["H26"] > 50 && round.Outcomes["H17"] > 50));
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
