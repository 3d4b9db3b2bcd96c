using System.Globalization;
using Paas.Formations;

namespace Paas.Logs;

/// <summary>Writes the platform's own lines into an app's log, in Heroku's words.</summary>
internal sealed class EngineLog(ILogSink sink, TimeProvider time)
{
    /// <summary>Something that a user did: <c>app[api]: … by user X</c>.</summary>
    public void Api(Guid app, string message, string actor) => Write(app, "app", "api", $"{message} by user {actor}");

    /// <summary>Something that the platform found: <c>app[api]: …</c>.</summary>
    public void Api(Guid app, string message) => Write(app, "app", "api", message);

    public void Output(Guid app, string dyno, string line) => Write(app, "app", dyno, line);

    public void Heroku(Guid app, string dyno, string message) => Write(app, "heroku", dyno, message);

    public void StateChanged(Guid app, string dyno, string from, string to) =>
        Heroku(app, dyno, $"State changed from {from} to {to}");

    /// <summary>Tells that a formation dyno is in another state than was told last.</summary>
    public DynoInstance Tell(Guid app, DynoInstance dyno, string state)
    {
        if (dyno.ToldState != state)
            StateChanged(app, dyno.Name, dyno.ToldState, state);
        return dyno with { ToldState = state };
    }

    public void Exited(Guid app, string dyno, DynoExited exited)
    {
        if (exited.ExitCode is { } code)
            Heroku(app, dyno, string.Create(CultureInfo.InvariantCulture, $"Process exited with status {code}"));
        if (exited.Reason is { } reason)
            Heroku(app, dyno, reason);
    }

    public void Dropped(Guid app, string dyno, long count) =>
        Write(app, "app", "log-shuttle", string.Create(CultureInfo.InvariantCulture, $"Error L12: {count} messages of {dyno} dropped since {time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss}+00:00."));

    private void Write(Guid app, string source, string process, string message)
    {
        var now = time.GetUtcNow();
        if (!message.Contains('\n', StringComparison.Ordinal))
        {
            sink.Write(new LogLine(app, now, source, process, message));
            return;
        }

        foreach (var line in message.Split('\n'))
            sink.Write(new LogLine(app, now, source, process, line));
    }
}
