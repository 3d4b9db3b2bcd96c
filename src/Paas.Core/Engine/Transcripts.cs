using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paas.Engine;

/// <summary>
/// The transcripts of builds and release commands: live ones in memory, ended ones as text files under
/// <c>{data}/output/{app}/{key}.log</c>. A transcript that a crash cut off is empty afterwards.
/// </summary>
internal sealed partial class Transcripts(IOptions<PaasOptions> options, ILogger<Transcripts> logger)
{
    private readonly ConcurrentDictionary<(Guid App, string Key), Transcript> _live = new();
    private readonly string _directory = Path.GetFullPath(Path.Combine(options.Value.DataDirectory, "output"));

    public Transcript Open(Guid app, string key) => _live.GetOrAdd((app, key), static _ => new Transcript());

    /// <summary>Ends a transcript; readers that have it go on to its end. That of a destroyed app is not kept.</summary>
    public void Close(Guid app, string key, Transcript transcript, bool keep)
    {
        transcript.Complete();
        if (keep)
            Keep(app, key, transcript);
        _live.TryRemove((app, key), out _);
    }

    private void Keep(Guid app, string key, Transcript transcript)
    {
        try
        {
            Directory.CreateDirectory(DirectoryOf(app));
            File.WriteAllLines(FileOf(app, key), transcript.Last(int.MaxValue));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NotKept(logger, key, app, e);
        }
    }

    public IAsyncEnumerable<string> ReadAsync(Guid app, string key, CancellationToken cancellationToken)
    {
        if (_live.TryGetValue((app, key), out var live))
            return live.ReadAsync(cancellationToken);
        return File.Exists(FileOf(app, key)) ? File.ReadLinesAsync(FileOf(app, key), cancellationToken) : AsyncEnumerable.Empty<string>();
    }

    public void Remove(Guid app)
    {
        try
        {
            Directory.Delete(DirectoryOf(app), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing was kept.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NotRemoved(logger, DirectoryOf(app), e);
        }
    }

    private string DirectoryOf(Guid app) => Path.Combine(_directory, app.ToString());

    private string FileOf(Guid app, string key) => Path.Combine(DirectoryOf(app), key + ".log");

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The output '{Key}' of app {App} could not be kept.")]
        public static partial void NotKept(ILogger logger, string key, Guid app, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "{Directory} could not be removed.")]
        public static partial void NotRemoved(ILogger logger, string directory, Exception exception);
    }
}
