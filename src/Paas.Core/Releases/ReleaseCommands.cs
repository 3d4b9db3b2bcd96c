using System.Globalization;
using Microsoft.Extensions.Options;
using Paas.Apps;
using Paas.Dynos;
using Paas.Engine;
using Paas.Formations;
using Paas.Logs;

namespace Paas.Releases;

/// <summary>
/// Runs the release command of a pending release in a one-off dyno with the release's own slug and config.
/// Source: devcenter.heroku.com/articles/release-phase.
/// </summary>
internal sealed class ReleaseCommands(OneOffs oneOffs, Transcripts transcripts, EngineLog log, EngineActivity activity, IOptions<EngineOptions> options)
{
    public static string TranscriptKey(int version) => string.Create(CultureInfo.InvariantCulture, $"release-{version}");

    /// <summary>Starts the command and posts its outcome to the app's mailbox: null, or why the release failed.</summary>
    public void Start(AppState app, ReleaseDocument document, Func<string?, ValueTask> decide)
    {
        var release = document.Release;
        if (release.Slug?.ProcessTypes.TryGetValue(FormationRules.ReleaseType, out var command) != true)
        {
            app.Mailbox.Post(() => decide(null));
            return;
        }

        log.Api(app.Id, FormattableString.Invariant($"Running release v{release.Version} commands"), release.Actor);
        var transcript = transcripts.Open(app.Id, TranscriptKey(release.Version));
        var request = new RunRequest(command!) { TimeToLive = options.Value.ReleaseTimeout };
        var (_, waitAsync) = oneOffs.Start(app, document, FormationRules.ReleaseType, request, transcript);
        activity.Run(async () =>
        {
            string? failure;
            try
            {
                failure = Explain(command!, await waitAsync(), transcript);
            }
            catch (OperationCanceledException)
            {
                failure = $"The release command '{command}' did not end within {options.Value.ReleaseTimeout.TotalMinutes:0} minutes and was stopped.";
            }
            catch (Exception e)
            {
                failure = $"The platform could not run the release command '{command}': {e.Message}";
            }

            app.Mailbox.Post(() =>
            {
                transcripts.Close(app.Id, TranscriptKey(release.Version), transcript, keep: !app.Model.Destroyed);
                return decide(failure);
            });
        });
    }

    private static string? Explain(string command, DynoExited exited, Transcript transcript)
    {
        if (exited is { ExitCode: 0, Failure: DynoFailure.None })
            return null;

        var reason = exited.Reason ?? string.Create(CultureInfo.InvariantCulture, $"The release command '{command}' ended with status {exited.ExitCode}.");
        return DynoExplanation.WithLastLines(reason, transcript.Last(LastLines.Count));
    }
}
