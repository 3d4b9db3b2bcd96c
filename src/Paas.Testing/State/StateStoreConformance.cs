using System.Text;
using Xunit;

namespace Paas.Testing;

/// <summary>
/// What every <see cref="IStateStore"/> must do. Derive from it, say how a store is opened, and the tests run with yours;
/// the other <c>StateStore…Conformance</c> suites belong to it.
/// </summary>
public abstract class StateStoreConformance : StateStoreTestBase
{
    /// <summary>Get returns null for a key that was never written.</summary>
    [Fact]
    public async Task Get_UnknownKey_ReturnsNull()
    {
        Assert.Null(await Store.GetAsync("app/1", Cancelled));
    }

    /// <summary>Revisions start at 1 and rise by 1; a document's version is the revision that last wrote it.</summary>
    [Fact]
    public async Task Commit_SeveralTimes_NumbersRevisionsAndVersions()
    {
        Assert.Equal(1, await CommitAsync(Put("a", "1"), Put("b", "2")));
        Assert.Equal(2, await CommitAsync(Put("b", "3")));

        Assert.Equal(("1", 1), await ReadAsync("a"));
        Assert.Equal(("3", 2), await ReadAsync("b"));
    }

    /// <summary>The store keeps its own copy of the content.</summary>
    [Fact]
    public async Task Commit_BufferIsReusedAfterwards_KeepsContent()
    {
        var buffer = Encoding.UTF8.GetBytes("\"old\"");
        await CommitAsync(new StateChange("a", buffer));
        buffer.AsSpan().Fill((byte)'x');

        Assert.Equal(("\"old\"", 1), await ReadAsync("a"));
    }

    /// <summary>Expected version 0 means that the key must not exist.</summary>
    [Fact]
    public async Task Commit_ExpectedZero_SucceedsOnlyWhileKeyIsAbsent()
    {
        Assert.Equal(1, await CommitAsync(Put("name/shop", "1", expected: 0)));
        Assert.Null(await CommitAsync(Put("name/shop", "2", expected: 0)));
        Assert.Equal(("1", 1), await ReadAsync("name/shop"));

        Assert.Equal(2, await CommitAsync(Remove("name/shop")));
        Assert.Equal(3, await CommitAsync(Put("name/shop", "3", expected: 0)));
    }

    /// <summary>A version is matched exactly.</summary>
    [Fact]
    public async Task Commit_ExpectedVersion_MatchesTheNewestOnly()
    {
        await CommitAsync(Put("a", "1"));
        await CommitAsync(Put("a", "2"));

        Assert.Null(await CommitAsync(Put("a", "3", expected: 1)));
        Assert.Null(await CommitAsync(Put("a", "3", expected: 3)));
        Assert.Equal(3, await CommitAsync(Put("a", "3", expected: 2)));
        Assert.Null(await CommitAsync(Put("absent", "1", expected: 2)));
    }

    /// <summary>The version of a removal is not one that can be expected: the key does not exist.</summary>
    [Fact]
    public async Task Commit_ExpectedVersionOfRemoval_Conflicts()
    {
        await CommitAsync(Put("a", "1"));
        Assert.Equal(2, await CommitAsync(Remove("a", expected: 1)));

        Assert.Null(await CommitAsync(Put("a", "2", expected: 2)));
        Assert.Null(await CommitAsync(Remove("a", expected: 1)));
        Assert.Equal(3, await CommitAsync(Put("a", "2", expected: 0)));
    }

    /// <summary>Without an expected version the last writer wins.</summary>
    [Fact]
    public async Task Commit_AnyVersion_AlwaysWrites()
    {
        Assert.Equal(1, await CommitAsync(Put("a", "1")));
        Assert.Equal(2, await CommitAsync(Put("a", "2")));
        Assert.Equal(3, await CommitAsync(Remove("a")));
        Assert.Equal(4, await CommitAsync(Remove("a")));
        Assert.Equal(5, await CommitAsync(Put("a", "3")));
    }

    /// <summary>A conflict in the last change leaves the first ones undone and uses no revision.</summary>
    [Fact]
    public async Task Commit_OneChangeConflicts_ChangesNothing()
    {
        await CommitAsync(Put("a", "1"), Put("b", "1"));

        Assert.Null(await CommitAsync(Put("a", "2"), Remove("b"), Put("c", "2"), Put("b/2", "2", expected: 7)));

        Assert.Equal(("1", 1), await ReadAsync("a"));
        Assert.Equal(("1", 1), await ReadAsync("b"));
        Assert.Null(await Store.GetAsync("c", Cancelled));
        Assert.Equal(2, await CommitAsync(Put("c", "3")));
    }

    /// <summary>List gives the documents under a prefix in ordinal order, without removed ones.</summary>
    [Fact]
    public async Task List_Prefix_ReturnsItsDocumentsInOrdinalOrder()
    {
        string[] keys = ["app/b", "app/B", "app/a/release/10", "app/a/release/09", "app/a", "app/a.x", "app/a-x", "apq", "app", "ap", "app/*", "app/zz"];
        await CommitAsync([.. keys.Select(key => Put(key, "1"))]);
        await CommitAsync(Remove("app/zz"));

        var expected = keys.Where(key => key.StartsWith("app/", StringComparison.Ordinal) && key != "app/zz").Order(StringComparer.Ordinal);
        Assert.Equal(expected, (await Store.ListAsync("app/", Cancelled)).Select(document => document.Key));
        Assert.Equal(keys.Length - 1, (await Store.ListAsync("", Cancelled)).Count);
        Assert.Empty(await Store.ListAsync("nothing/", Cancelled));
    }

    /// <summary>Illegal keys and commits are refused before anything happens.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\0")]
    [InlineData("käse")]
    [InlineData("a\\b")]
    [InlineData("a%")]
    public async Task AnyMethod_IllegalKey_Throws(string key)
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await CommitAsync(Put("ok", "1"), Put(key, "1")));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.GetAsync(key, Cancelled));
        if (key.Length > 0)
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ListAsync(key, Cancelled));
        Assert.Null(await Store.GetAsync("ok", Cancelled));
    }

    /// <summary>A key has at most 512 characters.</summary>
    [Fact]
    public async Task Commit_KeyLength_LimitIs512()
    {
        Assert.Equal(1, await CommitAsync(Put(new string('k', StateRules.MaxKeyLength), "1")));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await CommitAsync(Put(new string('k', StateRules.MaxKeyLength + 1), "1")));
    }

    /// <summary>A document has at most 1 MiB.</summary>
    [Fact]
    public async Task Commit_DocumentSize_LimitIsOneMebibyte()
    {
        var largest = new byte[StateRules.MaxDocumentBytes];
        largest.AsSpan().Fill((byte)'1');
        Assert.Equal(1, await CommitAsync(new StateChange("a", largest)));
        Assert.Equal(largest.Length, (await Store.GetAsync("a", Cancelled))!.Json!.Value.Length);

        var refusal = await Assert.ThrowsAsync<PaasException>(async () => await CommitAsync(new StateChange("a", new byte[largest.Length + 1])));
        Assert.Equal(PaasErrors.InvalidParams, refusal.Id);
        Assert.Equal(1, (await Store.GetAsync("a", Cancelled))!.Version);
    }

    /// <summary>A commit has at most 64 MiB, which is room for removing all that an old app has.</summary>
    [Fact]
    public async Task Commit_Size_LimitIs64Mebibytes()
    {
        var largest = new byte[StateRules.MaxDocumentBytes];
        largest.AsSpan().Fill((byte)'1');
        var refusal = await Assert.ThrowsAsync<PaasException>(async () => await CommitAsync([.. Enumerable.Range(0, 64).Select(i => new StateChange($"k/{i}", largest))]));
        Assert.Equal(PaasErrors.InvalidParams, refusal.Id);
        Assert.Empty(await Store.ListAsync("", Cancelled));

        Assert.Equal(1, await CommitAsync([.. Enumerable.Range(0, 12_000).Select(i => Put($"k/{i}", "1"))]));
        Assert.Equal(2, await CommitAsync([.. Enumerable.Range(0, 12_000).Select(i => Remove($"k/{i}", expected: 1))]));
        Assert.Empty(await Store.ListAsync("", Cancelled));
    }

    /// <summary>Nothing, one key twice, a negative version and an empty document are mistakes of the caller.</summary>
    [Fact]
    public async Task Commit_SenselessChanges_Throws()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await CommitAsync());
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await CommitAsync(Put("a", "1"), Remove("a")));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await CommitAsync(Put("a", "1", expected: -1)));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await CommitAsync(Put("a", "")));
        Assert.Equal(1, await CommitAsync(Put("a", "1")));
    }

    /// <summary>A commit that is cancelled before it starts is not made.</summary>
    [Fact]
    public async Task Commit_AlreadyCancelled_ChangesNothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.CommitAsync([Put("a", "1")], new CancellationToken(canceled: true)));
        Assert.Null(await Store.GetAsync("a", Cancelled));
    }
}
