using Paas.Builds;
using Paas.Hosting;
using Paas.Pushes;

namespace Paas.Scenarios;

/// <summary>What each language must show: a push answers, and a second one replaces it without a failed request.</summary>
internal static class LanguagePushes
{
    // For a build of seconds under which an app only has to be there; the tests of replacements ask for more.
    private static readonly TimeSpan _pace = TimeSpan.FromMilliseconds(25);

    /// <summary>Pushes a new app, which answers; or measures its pushes, where that is asked for.</summary>
    /// <param name="host">The platform.</param>
    /// <param name="app">Name of an app that does not exist yet.</param>
    /// <param name="source">An app whose first line of <c>/</c> starts with <c>Hello from</c>.</param>
    /// <param name="language">What detection prints.</param>
    /// <param name="greets">The file with these words.</param>
    /// <param name="config">Config vars.</param>
    public static async Task PushAsync(this SharedHost host, string app, TestDirectory source, string language, string greets, Dictionary<string, string?>? config = null)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var platform = host.Platform;
        await platform.Platform.Apps.CreateAsync(app, cancellationToken);
        if (config is not null)
            await platform.Platform.Config.UpdateAsync(app, config, cancellationToken);

        if (PushMeasurement.IsWanted)
        {
            await PushMeasurement.RunAsync(platform, app, source, greets);
            return;
        }

        var first = (await platform.PushAsync(app, source)).Succeeded();
        Assert.Contains($"-----> {language} app detected", first.Transcript, StringComparison.Ordinal);
        Assert.StartsWith("Hello from", await platform.GetAsync(app), StringComparison.Ordinal);
    }

    /// <summary>Pushes a new app, and then a change of it under a steady stream of requests.</summary>
    /// <inheritdoc cref="PushAsync" path="/param" />
    public static async Task PushTwiceAsync(this SharedHost host, string app, TestDirectory source, string language, string greets, Dictionary<string, string?>? config = null)
    {
        await host.PushAsync(app, source, language, greets, config);
        if (PushMeasurement.IsWanted)
            return;

        var platform = host.Platform;
        await platform.ConvergesAsync(app);
        await using var load = new SteadyLoad(platform.UrlOf(app), echoes: false, _pace);
        await load.FlowsAsync();
        source.Replace(greets, "Hello from", "Howdy from");
        (await platform.PushAsync(app, source)).Succeeded();
        await load.SeesAsync("Howdy from");
        await platform.ConvergesAsync(app);
        var replacement = load.NextPhase().WithoutFailures($"{app}, second push");
        Assert.True(replacement.Saw("Hello from") && replacement.Saw("Howdy from"), "Not both releases answered.");

        // What is in flight may still be an answer of the old release, once.
        await load.FlowsAsync();
        load.NextPhase().WithoutFailures($"{app}, in flight");
        await load.FlowsAsync();
        Assert.False(load.NextPhase().WithoutFailures($"{app}, afterwards").Saw("Hello from"), "The old release still answers.");
    }
}
