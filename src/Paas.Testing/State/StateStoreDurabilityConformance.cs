using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Paas.Testing;

/// <summary>
/// What an <see cref="IStateStore"/> that outlives its process must do: keep everything when it is opened again, also after
/// <c>kill -9</c>. For that the test program starts itself with the one test <see cref="WriteUntilKilled"/>.
/// </summary>
public abstract class StateStoreDurabilityConformance : StateStoreWatchConformance
{
    private const string LocationVariable = "PAAS_TEST_STATE";
    private const int Kills = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Opens the store at a place that the test chose, in another process or in this one.</summary>
    /// <param name="location">An existing directory.</param>
    protected abstract ValueTask<IStateStore> OpenAtAsync(string location);

    /// <summary>Documents, versions, removals and the revision are there again.</summary>
    [Fact]
    public async Task Reopen_AfterCommits_KeepsEverything()
    {
        await CommitAsync(Put("a", "1"), Put("b", "1"));
        await CommitAsync(Put("a", "2"));
        await CommitAsync(Remove("b"));

        await ReopenAsync();

        Assert.Equal(("2", 2), await ReadAsync("a"));
        Assert.Null(await Store.GetAsync("b", Cancelled));
        Assert.Equal([("a", "2", 2), ("b", null, 3)], await WatchAsync("", 1, 2));
        Assert.Equal(4, await CommitAsync(Put("c", "1")));
    }

    /// <summary>A revision is not used twice when the last commit before closing only removed something.</summary>
    [Fact]
    public async Task Reopen_LastCommitRemovedAnAbsentKey_KeepsRevision()
    {
        await CommitAsync(Put("a", "1"));
        Assert.Equal(2, await CommitAsync(Remove("never-there")));

        await ReopenAsync();

        Assert.Equal(3, await CommitAsync(Put("a", "2")));
    }

    /// <summary>Every commit that was acknowledged before a kill is there after it, and each commit is whole.</summary>
    [Fact]
    public async Task Commit_ProcessIsKilled_EveryAcknowledgedCommitIsThere()
    {
        var location = Directory.CreateTempSubdirectory("paas-state-").FullName;
        var random = new Random(Environment.TickCount);
        try
        {
            long acknowledged = 0;
            for (var kill = 0; kill < Kills; kill++)
            {
                acknowledged = Math.Max(acknowledged, await WriteAndKillAsync(location, commits: random.Next(1, 150)));
                var store = await OpenAtAsync(location);
                await using var closing = store as IAsyncDisposable;
                using var disposing = closing is null ? store as IDisposable : null;
                await AssertHoldsAsync(store, acknowledged);
            }
        }
        finally
        {
            Directory.Delete(location, recursive: true);
        }
    }

    /// <summary>Not a test of its own: the program that is killed.</summary>
    [Fact(Explicit = true)]
    public async Task WriteUntilKilled()
    {
        var location = Environment.GetEnvironmentVariable(LocationVariable);
        Assert.False(string.IsNullOrEmpty(location), $"{LocationVariable} is not set: this is started by {nameof(Commit_ProcessIsKilled_EveryAcknowledgedCommitIsThere)} only.");
        var store = await OpenAtAsync(location);
        await using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(
            async () =>
            {
                while (true)
                {
                    var key = $"counter/{writer}";
                    var old = await store.GetAsync(key, Cancelled);
                    var count = (old is null ? 0 : int.Parse(Text(old)!, CultureInfo.InvariantCulture)) + 1;
                    var revision = await store.CommitAsync([Put(key, $"{count}", old?.Version ?? 0), Put($"log/{writer}/{count:000000}", $"{count}", 0)], Cancelled);
                    lock (output)
                        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"acknowledged {revision}"));
                }
            },
            Cancelled)));
    }

    private async Task<long> WriteAndKillAsync(string location, int commits)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = location };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(GetType().Assembly.Location);
        foreach (var argument in (string[])["-method", $"{GetType().FullName}.{nameof(WriteUntilKilled)}", "-explicit", "only", "-noColor"])
            start.ArgumentList.Add(argument);
        start.Environment[LocationVariable] = location;
        // It cannot clean up, so what it makes in the temporary directory goes with the location.
        foreach (var variable in (string[])["TMPDIR", "TEMP", "TMP"])
            start.Environment[variable] = Directory.CreateDirectory(Path.Combine(location, "temporary")).FullName;

        using var process = Process.Start(start)!;
        var transcript = new List<string>();
        long newest = 0;
        try
        {
            _ = process.StandardError.ReadToEndAsync(Cancelled);
            while (commits > 0 && await process.StandardOutput.ReadLineAsync(Cancelled).AsTask().WaitAsync(Patience, Cancelled) is { } line)
                Note(line);
            Assert.True(commits == 0, $"The writer ended by itself:\n{string.Join('\n', transcript)}");
        }
        finally
        {
            process.Kill();
        }

        // What it acknowledged between the last line that was read and the kill counts too. Its last line may be cut off.
        var rest = await process.StandardOutput.ReadToEndAsync(Cancelled).WaitAsync(Patience, Cancelled);
        foreach (var line in rest[..(rest.LastIndexOf('\n') + 1)].Split('\n'))
            Note(line);
        await process.WaitForExitAsync(Cancelled);
        return newest;

        void Note(string line)
        {
            transcript.Add(line);
            if (!line.StartsWith("acknowledged ", StringComparison.Ordinal))
                return;
            newest = Math.Max(newest, long.Parse(line.AsSpan("acknowledged ".Length), CultureInfo.InvariantCulture));
            commits--;
        }
    }

    private static async Task AssertHoldsAsync(IStateStore store, long acknowledged)
    {
        var log = await store.ListAsync("log/", Cancelled);
        Assert.InRange(log.Count, acknowledged, long.MaxValue);

        // Each commit wrote one log entry and raised one counter, so revisions are 1 … n without a gap and counters agree.
        Assert.Equal(Enumerable.Range(1, log.Count).Select(i => (long)i), log.Select(document => document.Version).Order());
        foreach (var counter in await store.ListAsync("counter/", Cancelled))
        {
            var entries = log.Where(document => document.Key.StartsWith($"log/{counter.Key["counter/".Length..]}/", StringComparison.Ordinal)).ToList();
            Assert.Equal($"{entries.Count}", Text(counter));
            Assert.Equal(entries.Max(document => document.Version), counter.Version);
        }
    }
}
