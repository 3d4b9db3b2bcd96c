using System.Text;
using Xunit;

namespace Paas.Testing;

/// <summary>Opens the store under test and closes it at the end; the base of the state store suites.</summary>
public abstract class StateStoreTestBase : IAsyncLifetime
{
    private IStateStore? _store;

    /// <summary>The store of this test.</summary>
    protected IStateStore Store => _store ?? throw new InvalidOperationException("The store is open only while a test runs.");

    /// <summary>Cancelled when the test run is.</summary>
    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Opens the one store of this test: an empty one first, the same one again when it was closed.</summary>
    protected abstract ValueTask<IStateStore> OpenAsync();

    /// <summary>Deletes what the test left, after the store was closed.</summary>
    protected abstract ValueTask CleanUpAsync();

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync() => _store = await OpenAsync();

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the store and opens it again.</summary>
    protected async Task ReopenAsync()
    {
        await CloseAsync();
        _store = await OpenAsync();
    }

    /// <summary>Closes the store.</summary>
    protected async Task CloseAsync()
    {
        switch (_store)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync();
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }

        _store = null;
    }

    /// <summary>A change that writes a document.</summary>
    protected static StateChange Put(string key, string json, long? expected = null) => new(key, Encoding.UTF8.GetBytes(json), expected);

    /// <summary>A change that removes a document.</summary>
    protected static StateChange Remove(string key, long? expected = null) => new(key, null, expected);

    /// <summary>Commits changes.</summary>
    protected ValueTask<long?> CommitAsync(params StateChange[] changes) => Store.CommitAsync(changes, Cancelled);

    /// <summary>Content and version of a document that must be there.</summary>
    protected async Task<(string Json, long Version)> ReadAsync(string key)
    {
        var document = await Store.GetAsync(key, Cancelled);
        Assert.NotNull(document);
        Assert.Equal(key, document.Key);
        return (Text(document)!, document.Version);
    }

    /// <summary>Content of a document, or null when it is a removal.</summary>
    protected static string? Text(StateDocument document) => document.Json is { } json ? Encoding.UTF8.GetString(json.Span) : null;
}
