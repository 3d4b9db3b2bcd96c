using LibGit2Sharp;

namespace Paas.Fetching;

/// <summary>A commit with the repository that it is read from; null where that has none.</summary>
internal sealed record FetchedCommit(Repository Repository, Commit? Commit) : IDisposable
{
    public void Dispose() => Repository.Dispose();
}
