using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Paas.Logs;

public sealed partial class LogHubTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly LogQuery Everything = new() { Lines = 1500 };
    private static readonly LogQuery Follow = new() { Lines = 1500, Tail = true };

    private readonly Guid _app = Guid.NewGuid();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 23, 22, 5, 6, 789, TimeSpan.Zero));
    private readonly LogHub _hub;

    public LogHubTests() => _hub = new LogHub([], _clock, NullLogger<LogHub>.Instance);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _hub.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(1499)]
    [InlineData(1500)]
    [InlineData(1501)]
    [InlineData(4000)]
    public async Task Read_AfterSomeLines_ReturnsTheNewest1500(int written)
    {
        WriteNumbers(0, written);

        var kept = Math.Min(written, 1500);
        Assert.Equal(Numbers(written - kept, kept), await MessagesAsync(Everything));
        Assert.Equal(Numbers(written - Math.Min(kept, 100), Math.Min(kept, 100)), await MessagesAsync(new LogQuery()));
    }

    [Fact]
    public void Newest_AnyWritesAndQueries_AgreesWithAList() =>
        Gen.Select(Gen.Int[0, 3].Array[0, 3200], Gen.Int[0, 1600], Gen.Int[-1, 3]).Sample(
            (processes, lines, wanted) =>
            {
                var ring = new LogRing();
                var all = processes.Select((process, i) => Line($"{i}", $"p{process}.1")).ToList();
                all.ForEach(ring.Add);
                var query = new LogQuery { Lines = lines, Process = wanted < 0 ? null : $"p{wanted}" };

                var expected = all.TakeLast(1500).Where(line => wanted < 0 || line.Process == $"p{wanted}.1").TakeLast(lines);
                Assert.Equal(expected, ring.Newest(query));
            },
            iter: 200);

    [Theory]
    [InlineData(null, null, "app:web.1 app:web.10 app:webby.1 heroku:router heroku:web.1")]
    [InlineData("app", null, "app:web.1 app:web.10 app:webby.1")]
    [InlineData("heroku", null, "heroku:router heroku:web.1")]
    [InlineData(null, "web", "app:web.1 app:web.10 heroku:web.1")]
    [InlineData(null, "web.1", "app:web.1 heroku:web.1")]
    [InlineData("heroku", "web", "heroku:web.1")]
    [InlineData(null, "router", "heroku:router")]
    [InlineData(null, "worker", "")]
    public async Task Read_WithFilter_ReturnsMatchingLines(string? source, string? process, string expected)
    {
        foreach (var line in (string[])["app:web.1", "app:web.10", "app:webby.1", "heroku:router", "heroku:web.1"])
            _hub.Write(new LogLine(_app, _clock.GetUtcNow(), line.Split(':')[0], line.Split(':')[1], line));

        Assert.Equal(expected, string.Join(' ', await MessagesAsync(new LogQuery { Source = source, Process = process })));
    }

    [Fact]
    public async Task Read_OtherApp_SeesNothing()
    {
        WriteNumbers(0, 3);

        Assert.Empty(await _hub.ReadAsync(Guid.NewGuid(), Everything, Cancelled).ToListAsync(Cancelled));
    }

    [Fact]
    public async Task Read_TailWhileManyWrite_EveryLineIsReadOnceOrCounted()
    {
        const int Writers = 4;
        const int Each = 5000;
        var tail = ReadTailAsync(Follow);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(
            () =>
            {
                for (var i = 0; i < Each; i++)
                    _hub.Write(Line($"{writer} {i}"));
            },
            Cancelled))).WaitAsync(Patience, Cancelled);
        _hub.Remove(_app);
        var lines = await tail.WaitAsync(Patience, Cancelled);

        var read = lines.Where(line => line.Process == "web.1").Select(line => line.Message.Split(' ')).ToLookup(parts => parts[0], parts => int.Parse(parts[1], CultureInfo.InvariantCulture));
        Assert.Equal(Writers * Each, read.Sum(numbers => numbers.Count()) + lines.Sum(line => DroppedIn(line.Message)));
        Assert.All(read, numbers => Assert.Equal(numbers.Distinct().Order(), numbers));
    }

    [Fact]
    public async Task Read_TailFromTheMiddle_JoinsHistoryAndLiveExactly()
    {
        for (var round = 0; round < 50; round++)
        {
            var app = Guid.NewGuid();
            var writer = Task.Run(
                () =>
                {
                    for (var i = 0; i < 1000; i++)
                        _hub.Write(new LogLine(app, _clock.GetUtcNow(), "app", "web.1", $"{i}"));
                },
                Cancelled);
            var messages = new List<string>();
            await foreach (var line in _hub.ReadAsync(app, Follow, Cancelled).WithCancellation(Cancelled))
            {
                messages.Add(line.Message);
                if (messages.Count == 1000)
                    break;
            }

            await writer;
            Assert.Equal(Numbers(0, 1000), messages);
        }
    }

    [Fact]
    public async Task Read_SlowTail_DropsTheOldestAndSaysHowMany()
    {
        WriteNumbers(0, 1);
        await using var tail = _hub.ReadAsync(_app, Follow, Cancelled).GetAsyncEnumerator(Cancelled);
        Assert.True(await tail.MoveNextAsync());
        WriteNumbers(1, 1024 + 1101);

        Assert.True(await tail.MoveNextAsync());
        Assert.Equal("2026-11-23T22:05:06.789000+00:00 heroku[logplex]: Error L11 (Tail buffer overflow) -> This tail session dropped 1101 messages since 2026-11-23T22:05:06+00:00.", tail.Current.ToString());
        foreach (var expected in Numbers(1102, 1024))
        {
            Assert.True(await tail.MoveNextAsync());
            Assert.Equal(expected, tail.Current.Message);
        }
    }

    [Fact]
    public async Task Read_TailWithFilter_IsNotPushedOutByOtherLines()
    {
        _hub.Write(Line("first", "worker.1"));
        await using var tail = _hub.ReadAsync(_app, Follow with { Process = "worker" }, Cancelled).GetAsyncEnumerator(Cancelled);
        Assert.True(await tail.MoveNextAsync());
        _hub.Write(Line("second", "worker.1"));
        WriteNumbers(0, 5000);

        Assert.True(await tail.MoveNextAsync());
        Assert.Equal("second", tail.Current.Message);
    }

    [Fact]
    public async Task Remove_WithTail_EndsItAndKeepsNothing()
    {
        WriteNumbers(0, 3);
        var tail = ReadTailAsync(Follow);
        _hub.Remove(_app);
        WriteNumbers(3, 3);

        Assert.Subset(Numbers(0, 3).ToHashSet(), (await tail.WaitAsync(Patience, Cancelled)).Select(line => line.Message).ToHashSet());
        Assert.Empty(await MessagesAsync(Everything));
        Assert.Empty(await ReadTailAsync(Follow).WaitAsync(Patience, Cancelled));
    }

    [Fact]
    public async Task Read_TailIsCancelled_Throws()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        await using var tail = _hub.ReadAsync(_app, Follow, cancellation.Token).GetAsyncEnumerator(cancellation.Token);
        var next = tail.MoveNextAsync().AsTask();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(Patience, Cancelled));
    }

    [Fact]
    public void Write_ThousandAppsOfOneLine_CostsLittle()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            _hub.Write(Line("idle") with { AppId = Guid.NewGuid() });

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    internal static int DroppedIn(string message) => Notice().Match(message) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"(\d+) messages dropped since|dropped (?<1>\d+) messages since")]
    private static partial Regex Notice();

    private static List<string> Numbers(int first, int count) => [.. Enumerable.Range(first, count).Select(i => i.ToString(CultureInfo.InvariantCulture))];

    private LogLine Line(string message, string process = "web.1") => new(_app, _clock.GetUtcNow(), "app", process, message);

    private void WriteNumbers(int first, int count)
    {
        foreach (var message in Numbers(first, count))
            _hub.Write(Line(message));
    }

    private async Task<List<string>> MessagesAsync(LogQuery query) => [.. (await _hub.ReadAsync(_app, query, Cancelled).ToListAsync(Cancelled)).Select(line => line.Message)];

    private async Task<List<LogLine>> ReadTailAsync(LogQuery query)
    {
        var lines = new List<LogLine>();
        await foreach (var line in _hub.ReadAsync(_app, query, Cancelled).WithCancellation(Cancelled))
            lines.Add(line);
        return lines;
    }
}
