using LibGit2Sharp;
using Paas.Selection;

namespace Paas.Fetching;

/// <summary>Buildpacks in git repositories.</summary>
internal sealed class GitSource(BuildpackOptions options)
{
    private const int FullIdLength = 40;

    /// <summary>Makes sure that the commit of a reference is on the shelf and returns its id.</summary>
    /// <exception cref="LibGit2SharpException">The remote cannot be reached, or does not want to.</exception>
    public async ValueTask<string> UpdateAsync(BuildpackReference reference, BuildpackShelf shelf, CancellationToken cancellationToken)
    {
        // A whole id needs nobody's answer.
        if (IsFullId(reference.Ref) && shelf.Has(reference.Ref!))
            return reference.Ref!;
        // The library blocks its thread.
        return await Task.Run(() => Update(reference, shelf, cancellationToken), CancellationToken.None);
    }

    private string Update(BuildpackReference reference, BuildpackShelf shelf, CancellationToken cancellationToken)
    {
        var remote = new GitRemote(reference, guarded: !reference.Trusted && !options.AllowPrivateAddresses, options.MaxBuildpackSize, cancellationToken);
        var wanted = IsFullId(reference.Ref) ? null : remote.Find(reference.Ref);
        if (wanted is null && !IsFullId(reference.Ref) && !IsShortId(reference.Ref))
            throw new PaasException(PaasErrors.InvalidParams, $"The buildpack {reference.Shown} has no branch, tag or commit '{reference.Ref ?? "HEAD"}'. It has: {remote.Summary()}.");

        using var fetched = FetchCommit(remote, shelf.Repository, wanted?.Id ?? reference.Ref!, wanted?.Name);
        var commit = fetched.Commit
            ?? throw new PaasException(PaasErrors.InvalidParams, $"The buildpack {reference.Shown} has no commit '{reference.Ref}' in its branches and tags. It has: {remote.Summary()}.");
        if (!shelf.Has(commit.Sha))
            shelf.Add(commit.Sha, directory =>
            {
                var tree = new SafeTree(directory, reference.Shown, options.MaxBuildpackSize);
                new GitSubmodules(options, shelf, tree, cancellationToken).Write(commit, reference);
                tree.Complete();
            });
        return commit.Sha;
    }

    /// <summary>Makes sure that a commit is in a bare repository, where its remote has it.</summary>
    /// <param name="remote">Whence it comes.</param>
    /// <param name="directory">Of the repository, which may be new.</param>
    /// <param name="id">Id of the commit, which may be short.</param>
    /// <param name="name">A name that the remote has for it.</param>
    public static FetchedCommit FetchCommit(GitRemote remote, string directory, string id, string? name = null)
    {
        Repository.Init(directory, isBare: true);
        var repository = new Repository(directory);
        try
        {
            if (repository.Lookup(id) is null)
            {
                if (name is not null)
                    remote.FetchOne(repository, name);
                else
                    remote.FetchAll(repository);
            }

            return new FetchedCommit(repository, Commit(repository, id));
        }
        catch
        {
            repository.Dispose();
            throw;
        }
    }

    private static Commit? Commit(Repository repository, string id)
    {
        try
        {
            return repository.Lookup(id)?.Peel<Commit>();
        }
        catch (Exception exception) when (exception is NotFoundException or InvalidSpecificationException or AmbiguousSpecificationException)
        {
            return null;
        }
    }

    private static bool IsFullId(string? text) => text?.Length == FullIdLength && IsShortId(text);

    private static bool IsShortId(string? text) => text?.Length is >= 7 and <= FullIdLength && text.All(char.IsAsciiHexDigit);
}
