using Xunit;

namespace Paas.Testing;

/// <summary>
/// What a driver that isolates dynos must withstand: <see cref="EscapeAttempts"/>. Inherit it in a test project and create
/// your driver, with 16 MB each for <c>/tmp</c> and <c>/dev/shm</c>.
/// </summary>
public abstract class DynoIsolationConformance : DynoDriverTestBase
{
    private EscapeScene _scene = null!;

    /// <summary>The names of all attempts.</summary>
    public static TheoryData<string> Attempts => [.. EscapeAttempts.All.Select(static attempt => attempt.Name)];

    /// <summary>Whether dynos have networks of their own; those that share the host's reach what the host reaches.</summary>
    protected virtual bool OwnNetwork => true;

    /// <summary>Attempts of which the driver does not promise to withstand them, by name.</summary>
    protected virtual IReadOnlySet<string> NotPromised { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Where the home of a dyno is on the host; null when that cannot be told.</summary>
    protected virtual Func<Guid, string>? HomeOf => null;

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        try
        {
            _scene = await EscapeScene.CreateAsync(Driver, Events, async files => await PackAsync(Slugs, files), Listen("0.0.0.0", "$PORT"), isolated: true, HomeOf, Cancellation);
        }
        catch
        {
            // Without a scene there is no test, and nobody else would end what runs.
            await base.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_scene is not null)
            await _scene.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>No attempt gets what it tries for, except one that the network of the host lets through.</summary>
    [Theory]
    [MemberData(nameof(Attempts))]
    public async Task Attempt_OfHostileApp_IsContained(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var attempt = EscapeAttempts.Find(name);

        var outcome = await _scene.TryAsync(attempt, Cancellation);

        if (NotPromised.Contains(name))
            return;
        if (attempt.NeedsNetwork && !OwnNetwork)
            Assert.False(outcome.Contained, $"{attempt.What}: it was contained ({outcome.Detail}) though dynos share the host's network, so the attempt is no test of those that do not.");
        else
            Assert.True(outcome.Contained, $"{attempt.What}: {outcome.Detail}");
    }
}
