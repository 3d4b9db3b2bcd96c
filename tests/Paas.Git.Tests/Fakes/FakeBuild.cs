using System.Threading.Channels;

namespace Paas.Git.Tests.Fakes;

/// <summary>A build whose course a test scripts.</summary>
internal sealed class FakeBuild(Build build, BuildSource source, string directory)
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly TaskCompletionSource<Build> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancel = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Build Build { get; } = build;

    public string Directory { get; } = directory;

    /// <summary>Ends when the build is cancelled.</summary>
    public Task Cancelled => _cancel.Task;

    public Task<Build> Done => _done.Task;

    public IAsyncEnumerable<string> ReadAsync(CancellationToken cancellationToken) => _lines.Reader.ReadAllAsync(cancellationToken);

    public void Write(string line) => _lines.Writer.TryWrite(line);

    public async Task CheckOutAsync()
    {
        System.IO.Directory.CreateDirectory(Directory);
        await source.CheckOutAsync(Directory, CancellationToken.None);
    }

    public void Cancel() => _cancel.TrySetResult();

    public void End(BuildStatus status, int? release)
    {
        _done.TrySetResult(Build with { Status = status, Release = release });
        _lines.Writer.TryComplete();
    }
}
