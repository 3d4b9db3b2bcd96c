namespace Paas.Hosting;

/// <summary>Waits for what processes and sockets bring about, within a generous bound.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Looks again and again until there is something to see, and returns it.</summary>
    /// <param name="what">What is awaited, for the message of a failure.</param>
    /// <param name="look">Returns null while it is not there.</param>
    /// <param name="evidence">What there is instead.</param>
    public static async Task<T> SeeAsync<T>(string what, Func<CancellationToken, Task<T?>> look, Func<Task<string>>? evidence = null)
        where T : class
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Bound);
        try
        {
            while (true)
            {
                if (await look(bound.Token) is { } seen)
                    return seen;
                await Task.Delay(Interval, bound.Token);
            }
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{what}: not within {Bound.TotalSeconds:0} s. {(evidence is null ? "" : await evidence())}");
        }
    }

    public static Task HoldsAsync(string what, Func<CancellationToken, Task<bool>> holds, Func<Task<string>>? evidence = null) =>
        SeeAsync(what, async cancellationToken => await holds(cancellationToken) ? what : null, evidence);
}
