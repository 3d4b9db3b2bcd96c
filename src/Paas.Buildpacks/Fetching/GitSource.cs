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
        // The library blocks its thread; where it does not notice a cancellation it is left to its own timeout.
        return await Task.Run(() => Update(reference, shelf, cancellationToken), CancellationToken.None).WaitAsync(cancellationToken);
    }

    private string Update(BuildpackReference reference, BuildpackShelf shelf, CancellationToken cancellationToken)
    {
        var remote = new GitRemote(reference, guarded: !reference.Trusted && !options.AllowPrivateAddresses, options.MaxBuildpackSize, cancellationToken);
        var wanted = IsFullId(reference.Ref) ? null : remote.Find(reference.Ref);
        if (wanted is null && !IsFullId(reference.Ref) && !IsShortId(reference.Ref))
            throw new PaasException(PaasErrors.InvalidParams, $"The buildpack {reference.Shown} has no branch, tag or commit '{reference.Ref ?? "HEAD"}'. It has: {remote.Summary()}.");

        Repository.Init(shelf.Repository, isBare: true);
        using var repository = new Repository(shelf.Repository);
        var id = wanted?.Id ?? reference.Ref!;
        if (repository.Lookup(id) is null)
        {
            if (wanted is not null)
                remote.FetchOne(repository, wanted.Value.Name);
            else
                remote.FetchAll(repository);
        }

        var commit = Commit(repository, id)
            ?? throw new PaasException(PaasErrors.InvalidParams, $"The buildpack {reference.Shown} has no commit '{reference.Ref}' in its branches and tags. It has: {remote.Summary()}.");
        if (!shelf.Has(commit.Sha))
            shelf.Add(commit.Sha, directory => GitTree.Write(commit, new SafeTree(directory, reference.Shown, options.MaxBuildpackSize), cancellationToken));
        return commit.Sha;
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
