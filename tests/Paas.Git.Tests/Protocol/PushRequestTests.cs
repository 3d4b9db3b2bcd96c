using System.Text;
using Microsoft.Extensions.Time.Testing;
using Paas.Git.Protocol;

namespace Paas.Git.Tests.Protocol;

public sealed class PushRequestTests
{
    private const string Zero = "0000000000000000000000000000000000000000";
    private const string One = "1111111111111111111111111111111111111111";

    [Fact]
    public async Task ReadAsync_BodyInEverySplit_IsTheSameRequest()
    {
        var body = Encoding.UTF8.GetBytes(
            Pkt($"shallow {One}") + Pkt($"{Zero} {One} refs/heads/é\0 report-status side-band-64k agent=git/2.39") + Pkt($"{One} {Zero} refs/heads/b\n") + "0000PACK");
        for (var split = 0; split <= body.Length; split++)
        {
            await using var reader = new RequestReader(new SplitStream(body[..split], body[split..]), TimeSpan.FromMinutes(1), TimeProvider.System, TestContext.Current.CancellationToken);
            var request = await PushRequest.ReadAsync(reader, 2);
            Assert.Equal(["refs/heads/é", "refs/heads/b"], request.Commands.Select(static c => c.Name));
            Assert.True(request.ReportStatus && request.SideBand && request.HasPack);
            Assert.True(request.Commands[1].IsDelete);
            var rest = new MemoryStream();
            await reader.CopyToAsync(sequence =>
            {
                foreach (var segment in sequence)
                    rest.Write(segment.Span);
            });
            Assert.Equal("PACK"u8.ToArray(), rest.ToArray());
        }
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(1, false)]
    public async Task ReadAsync_NumberOfCommands_IsLimited(int limit, bool accepted)
    {
        var body = Encoding.UTF8.GetBytes(Pkt($"{Zero} {One} refs/heads/a") + Pkt($"{Zero} {One} refs/heads/b") + "0000");
        await using var reader = new RequestReader(new MemoryStream(body), TimeSpan.FromMinutes(1), TimeProvider.System, TestContext.Current.CancellationToken);
        if (accepted)
            Assert.Equal(2, (await PushRequest.ReadAsync(reader, limit)).Commands.Length);
        else
            await Assert.ThrowsAsync<GitProtocolException>(() => PushRequest.ReadAsync(reader, limit));
    }

    [Fact]
    public async Task ReadAsync_SilentClient_IsGivenUp()
    {
        var time = new FakeTimeProvider();
        var silence = new SplitStream([], null);
        await using var reader = new RequestReader(silence, TimeSpan.FromSeconds(60), time, TestContext.Current.CancellationToken);
        var read = PushRequest.ReadAsync(reader, 1);
        await silence.Waiting;
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Contains("nothing was received for 60 seconds", (await Assert.ThrowsAsync<GitProtocolException>(() => read)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refs/heads/main", null)]
    [InlineData("refs/tags/v1.0", null)]
    [InlineData("refs/heads/a/b-c_d", null)]
    [InlineData("refs/heads/", "funny refname")]
    [InlineData("refs/heads/a..b", "funny refname")]
    [InlineData("refs/heads/.a", "funny refname")]
    [InlineData("refs/heads/a/.b", "funny refname")]
    [InlineData("refs/heads/a.lock", "funny refname")]
    [InlineData("refs/heads/a//b", "funny refname")]
    [InlineData("refs/heads/a b", "funny refname")]
    [InlineData("refs/heads/a\u007f", "funny refname")]
    [InlineData("refs/heads/a~1", "funny refname")]
    [InlineData("refs/heads/a\\b", "funny refname")]
    [InlineData("refs/heads/a@{b", "funny refname")]
    [InlineData("refs/heads/a.", "funny refname")]
    [InlineData("refs/notes/x", "only branches and tags can be pushed")]
    [InlineData("config", "only branches and tags can be pushed")]
    public void Problem_Name_FollowsCheckRefFormat(string name, string? problem) => Assert.Equal(problem, RefName.Problem(name));

    private static string Pkt(string payload) => $"{Encoding.UTF8.GetByteCount(payload) + 4:x4}{payload}";
}
