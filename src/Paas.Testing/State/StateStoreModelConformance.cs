using CsCheck;
using Xunit;

namespace Paas.Testing;

/// <summary>Random commits and reopenings: after each the <see cref="IStateStore"/> must hold what a plain dictionary holds.</summary>
public abstract class StateStoreModelConformance : StateStoreTestBase
{
    private static readonly string[] Keys = ["a", "a/1", "a/2", "b", "b/1", "c"];

    private static readonly Gen<Step[]> Steps = Gen.Select(
        Gen.Bool,
        Gen.Select(Gen.Int[0, Keys.Length - 1], Gen.Int[-1, 999], Gen.Int[-2, 1], (key, value, expectation) => new Change(Keys[key], value, expectation)).Array[1, 4],
        (reopen, changes) => new Step(reopen, changes)).Array[1, 30];

    /// <summary>Whether the store under test keeps its content when it is closed.</summary>
    protected virtual bool IsDurable => true;

    /// <summary>How many random sequences are tried.</summary>
    protected virtual int Sequences => 40;

    /// <summary>The store agrees with the model after every step.</summary>
    [Fact]
    public async Task Commit_RandomSequences_AgreesWithModel() =>
        await Steps.SampleAsync(
            async steps =>
            {
                await CloseAsync();
                await CleanUpAsync();
                await ReopenAsync();
                var model = new Dictionary<string, (string? Json, long Version)>();
                long revision = 0;
                foreach (var step in steps)
                {
                    if (step.Reopen && IsDurable)
                        await ReopenAsync();
                    var changes = step.Changes.DistinctBy(change => change.Key).Select(change => change.ToStateChange(model)).ToArray();
                    var fits = changes.All(change => change.ExpectedVersion is not { } expected || expected == VersionOf(model, change.Key));
                    var result = await CommitAsync(changes);
                    Assert.Equal(fits ? revision + 1 : null, result);
                    if (!fits)
                        continue;
                    revision++;
                    foreach (var change in changes)
                        model[change.Key] = (Text(new StateDocument(change.Key, revision, change.Json)), revision);
                }

                await AssertAgreesAsync(model, revision);
            },
            iter: Sequences,
            threads: 1,
            print: steps => string.Join("; ", steps.Select(step => $"{(step.Reopen ? "reopen, " : "")}{string.Join(", ", step.Changes.AsEnumerable())}")));

    private async Task AssertAgreesAsync(Dictionary<string, (string? Json, long Version)> model, long revision)
    {
        foreach (var prefix in (string[])["", "a", "a/", "b/1", "zz"])
        {
            var expected = model.Where(pair => pair.Value.Json is not null && pair.Key.StartsWith(prefix, StringComparison.Ordinal))
                .OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value.Json, pair.Value.Version));
            Assert.Equal(expected, (await Store.ListAsync(prefix, Cancelled)).Select(document => (document.Key, Text(document), document.Version)));
        }

        foreach (var key in Keys)
            Assert.Equal(VersionOf(model, key), (await Store.GetAsync(key, Cancelled))?.Version ?? 0);

        // Every changed key is reported once, the newest version last; the watch then waits, so it is not read to its end.
        if (revision == 0)
            return;
        var after = revision / 2;
        var changed = model.Where(pair => pair.Value.Version > after).OrderBy(pair => pair.Value.Version).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => (pair.Key, pair.Value.Json, pair.Value.Version)).ToList();
        var seen = new List<(string, string?, long)>();
        await using var watch = Store.WatchAsync("", after, Cancelled).GetAsyncEnumerator(Cancelled);
        while (seen.Count < changed.Count && await watch.MoveNextAsync())
            seen.Add((watch.Current.Key, Text(watch.Current), watch.Current.Version));
        Assert.Equal(changed, seen);
    }

    private static long VersionOf(Dictionary<string, (string? Json, long Version)> model, string key) =>
        model.TryGetValue(key, out var entry) && entry.Json is not null ? entry.Version : 0;

    private sealed record Step(bool Reopen, Change[] Changes);

    /// <summary>A value below 0 removes; an expectation of -2 is any version, -1 the right one, 0 and 1 are literal.</summary>
    private sealed record Change(string Key, int Value, int Expectation)
    {
        public StateChange ToStateChange(Dictionary<string, (string? Json, long Version)> model)
        {
            long? expected = Expectation switch { -2 => null, -1 => VersionOf(model, Key), _ => Expectation };
            return Value < 0 ? Remove(Key, expected) : Put(Key, $"{Value}", expected);
        }
    }
}
