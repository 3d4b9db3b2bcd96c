namespace Paas.Hosting;

/// <summary>What became of the requests of one phase.</summary>
/// <param name="Sent">Requests sent.</param>
/// <param name="Failures">What went wrong with each that failed.</param>
/// <param name="Answers">How often each answer (its first line) came.</param>
internal sealed record LoadReport(int Sent, IReadOnlyList<string> Failures, IReadOnlyDictionary<string, int> Answers)
{
    /// <summary>Whether an answer came that begins with the text.</summary>
    public bool Saw(string text) => Answers.Keys.Any(answer => answer.StartsWith(text, StringComparison.Ordinal));

    public LoadReport WithoutFailures(string phase)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{phase}: {Sent} requests, {Failures.Count} failed; {string.Join(", ", Answers.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Value} × '{pair.Key}'"))}");
        Assert.True(Failures.Count == 0, $"{phase}: {Failures.Count} of {Sent} requests failed:\n{string.Join('\n', Failures.Take(20))}");
        Assert.True(Sent > 0, $"{phase}: no request was sent.");
        return this;
    }
}
