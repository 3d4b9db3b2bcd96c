using System.Globalization;
using Xunit;

namespace Paas.Testing;

/// <summary>What an <see cref="IStateStore"/> must do for many callers at once.</summary>
public abstract class StateStoreConcurrencyConformance : StateStoreTestBase
{
    /// <summary>A counter that many raise with expected versions loses no step.</summary>
    [Fact]
    public async Task Commit_ManyRaiseOneCounter_NoUpdateIsLost()
    {
        const int Committers = 8;
        const int Steps = 25;
        await CommitAsync(Put("counter", "0"));

        await Task.WhenAll(Enumerable.Range(0, Committers).Select(_ => Task.Run(
            async () =>
            {
                for (var step = 0; step < Steps; step++)
                    await RaiseAsync("counter");
            },
            Cancelled)));

        Assert.Equal((Number(Committers * Steps), 1 + (Committers * Steps)), await ReadAsync("counter"));
    }

    /// <summary>Commits without conflict all succeed, and each has a revision of its own.</summary>
    [Fact]
    public async Task Commit_ManyKeysAtOnce_EachGetsItsOwnRevision()
    {
        var revisions = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () => await CommitAsync(Put($"k/{i:000}", "1", expected: 0)), Cancelled)));

        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long?)i), revisions.Order());
        Assert.Equal(200, (await Store.ListAsync("k/", Cancelled)).Count);
    }

    /// <summary>Readers never see half of a commit.</summary>
    [Fact]
    public async Task List_WhileCommitsGoOn_SeesWholeCommitsOnly()
    {
        await CommitAsync(Put("pair/a", "0"), Put("pair/b", "0"));
        var writer = Task.Run(
            async () =>
            {
                for (var i = 1; i <= 150; i++)
                    await CommitAsync(Put("pair/a", Number(i)), Put("pair/b", Number(i)));
            },
            Cancelled);

        do
        {
            var pair = await Store.ListAsync("pair/", Cancelled);
            Assert.Equal(pair[0].Version, pair[1].Version);
            Assert.Equal(Text(pair[0]), Text(pair[1]));
        }
        while (!writer.IsCompleted);
        await writer;
    }

    private async Task RaiseAsync(string key)
    {
        while (true)
        {
            var (json, version) = await ReadAsync(key);
            if (await CommitAsync(Put(key, Number(int.Parse(json, CultureInfo.InvariantCulture) + 1), version)) is not null)
                return;
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
