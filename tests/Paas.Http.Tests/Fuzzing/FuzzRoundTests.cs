using System.Text;
using Paas.Fuzzing.Checks;

namespace Paas.Fuzzing;

/// <summary>The short pass of the fuzz harness: the same rounds each time, by their seed.</summary>
public sealed class FuzzRoundTests
{
    [Theory]
    [InlineData("request", 30_000)]
    [InlineData("response", 30_000)]
    [InlineData("chunks", 15_000)]
    [InlineData("router", 800)]
    [InlineData("http2", 300)]
    public void Rounds_Seeded_FindNothing(string kind, int rounds)
    {
        using var round = new FuzzRound(20260101);
        for (var i = 0; i < rounds; i++)
            round.Run(kind);
        // A pass that never reaches an app, or always does, would find nothing either.
        Assert.True(kind is not ("router" or "http2") || (round.Outcomes["2xx"] > 40 && round.Outcomes[kind == "router" ? "H26" : "H33"] > 40 && round.Outcomes["H17"] > 20));
    }

    [Fact]
    public void Check_DisagreementOfAnInput_IsFound()
    {
        // The reference knows Heroku's limits, the fast parser is given others: a check that cannot fail proves nothing.
        var request = "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n"u8.ToArray();
        HeadCheck.Request(request, new HttpLimits(), []);
        Assert.Throws<FindingException>(() => HeadCheck.Request(request, new HttpLimits { AllowContentLengthWithChunked = true }, []));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-For: 9.9.9.9\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", null)]
    [InlineData("POST / HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-For: 9.9.9.9\r\n\r\n", "", "did not send")]
    [InlineData("GET / HTTP/1.1\r\nHost: b.test\r\nX-Forwarded-For: 9.9.9.9\r\n\r\n", "", "ambiguous")]
    [InlineData("GET / HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-For: 9.9.9.9\r\nContent_Length: 5\r\n\r\n", "", "ambiguous")]
    [InlineData("GET / HTTP/1.1\nHost: a.test\n\n", "", "no request")]
    [InlineData("", "HTTP/1.1 200 OK\r\nX: a\nb\r\n\r\n", "no response")]
    [InlineData("", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "3 responses to 1")]
    public void Oracle_WhatMustNotBe_IsFound(string received, string answered, string? problem)
    {
        var sent = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"u8.ToArray();
        var found = RouterCheck.Judge(sent, [(Encoding.Latin1.GetBytes(received), false)], Encoding.Latin1.GetBytes(answered), ended: true);
        Assert.True(problem is null ? found is null : found?.Contains(problem, StringComparison.Ordinal) == true, found ?? "Nothing was found.");
    }
}
