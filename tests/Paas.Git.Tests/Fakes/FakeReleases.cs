namespace Paas.Git.Tests.Fakes;

/// <summary>Releases without a release command, unless a test gives its output and outcome.</summary>
internal sealed class FakeReleases : IReleases
{
    private int _last = 2;

    public string[]? CommandOutput { get; set; }

    public ReleaseStatus Outcome { get; set; } = ReleaseStatus.Succeeded;

    public int Next() => ++_last;

    public Task<IReadOnlyList<Release>> ListAsync(string app, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<Release> GetAsync(string app, int version, CancellationToken cancellationToken = default) =>
        Task.FromResult(NewRelease(version, CommandOutput is null ? ReleaseStatus.Succeeded : ReleaseStatus.Pending));

    public Task<Release> CreateAsync(string app, ImageRelease release, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<Release> CreateFromSlugAsync(string app, SlugRelease release, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<Release> RetryAsync(string app, int version, string? description = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<Release> RollbackAsync(string app, int? version = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<Release> WaitAsync(string app, int version, CancellationToken cancellationToken = default) => Task.FromResult(NewRelease(version, Outcome));

    public IAsyncEnumerable<string> OutputAsync(string app, int version, CancellationToken cancellationToken = default) => (CommandOutput ?? []).ToAsyncEnumerable();

    public Task<WakeTimes> GetWakeTimesAsync(string app, int version, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    private static Release NewRelease(int version, ReleaseStatus status) => new()
    {
        Id = Guid.NewGuid(),
        Version = version,
        Description = "Deploy",
        Actor = "tester",
        Status = status,
        CreatedAt = default,
        UpdatedAt = default,
    };
}
