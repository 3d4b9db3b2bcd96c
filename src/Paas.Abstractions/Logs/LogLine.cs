namespace Paas;

/// <summary>A line of an app's log, shown as <c>2012-07-22T00:06:26.123456+00:00 app[web.1]: message</c>.</summary>
/// <param name="AppId">The app.</param>
/// <param name="At">When it was received (UTC).</param>
/// <param name="Source"><c>app</c> for output of dynos and for user actions, <c>heroku</c> for the platform.</param>
/// <param name="Process"><c>web.1</c>, <c>router</c>, <c>api</c>, …</param>
/// <param name="Message">Text without line end.</param>
public sealed record LogLine(Guid AppId, DateTimeOffset At, string Source, string Process, string Message)
{
    /// <summary>The line as <c>heroku logs</c> prints it.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff}+00:00 {Source}[{Process}]: {Message}");
}
