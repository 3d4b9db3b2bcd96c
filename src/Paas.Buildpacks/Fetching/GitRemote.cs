using LibGit2Sharp;
using LibGit2Sharp.Handlers;
using Paas.Selection;

namespace Paas.Fetching;

/// <summary>A git repository elsewhere, or on this machine by its path.</summary>
internal sealed class GitRemote(BuildpackReference reference, bool guarded, long maxSize, CancellationToken cancellationToken)
{
    private const int ListedRefs = 12;
    private const string RemoteName = "origin";

    private readonly string _address = reference.IsLocal ? "file://" + reference.Address : GitTransport.AddressOf(BuildpackReference.Show(reference.Address), guarded);
    private Dictionary<string, string>? _refs;

    /// <summary>The name and object of a branch, a tag, or any other name; of the default branch for null.</summary>
    public (string Name, string Id)? Find(string? name)
    {
        var refs = Refs();
        foreach (var candidate in name is null ? ["HEAD"] : new[] { $"refs/heads/{name}", $"refs/tags/{name}", name })
        {
            if (refs.TryGetValue(candidate, out var id))
                return (candidate, id);
        }

        return null;
    }

    /// <summary>Names of branches and tags, for an error.</summary>
    public string Summary()
    {
        var names = Refs().Keys.Where(static name => name.StartsWith("refs/heads/", StringComparison.Ordinal) || name.StartsWith("refs/tags/", StringComparison.Ordinal))
            .Select(static name => name.Split('/', 3)[2]).ToList();
        return names.Count == 0 ? "nothing" : string.Join(", ", names.Take(ListedRefs)) + (names.Count > ListedRefs ? ", …" : "");
    }

    /// <summary>Gets the newest commit of one name, without its history.</summary>
    public void FetchOne(Repository repository, string name) => Fetch(repository, [$"+{name}:refs/fetched/one"], depth: reference.IsLocal ? 0 : 1);

    /// <summary>Gets all branches and tags with their history.</summary>
    public void FetchAll(Repository repository) => Fetch(repository, ["+refs/heads/*:refs/fetched/heads/*", "+refs/tags/*:refs/fetched/tags/*"], depth: 0);

    private void Fetch(Repository repository, string[] refspecs, int depth)
    {
        var tooLarge = false;
        var fetch = new FetchOptions
        {
            CredentialsProvider = Credentials(),
            TagFetchMode = TagFetchMode.None,
            Depth = depth,
            OnTransferProgress = progress => !(tooLarge |= progress.ReceivedBytes > maxSize) && !cancellationToken.IsCancellationRequested,
            OnProgress = _ => !cancellationToken.IsCancellationRequested,
        };
        try
        {
            // The address in it has no credentials; a shelf has one address only.
            if (repository.Network.Remotes[RemoteName] is null)
                repository.Network.Remotes.Add(RemoteName, _address);
            GitTransport.Run(() =>
            {
                Commands.Fetch(repository, RemoteName, refspecs, fetch, null);
                return true;
            }, cancellationToken);
        }
        catch (LibGit2SharpException) when (tooLarge)
        {
            throw new PaasException(PaasErrors.InvalidParams, FormattableString.Invariant($"The buildpack {reference.Shown} takes more than {maxSize / (1024 * 1024)} MB; it was not used."));
        }
    }

    private Dictionary<string, string> Refs()
    {
        if (_refs is not null)
            return _refs;
        var refs = new Dictionary<string, string>(StringComparer.Ordinal);
        var listed = GitTransport.Run(() => Repository.ListRemoteReferences(_address, Credentials()).ToList(), cancellationToken);
        foreach (var found in listed)
        {
            // HEAD is a name for another name, where it is not an object itself.
            var target = found is SymbolicReference symbolic ? listed.FirstOrDefault(other => other.CanonicalName == symbolic.TargetIdentifier)?.TargetIdentifier : found.TargetIdentifier;
            if (target is not null)
                refs[found.CanonicalName] = target;
        }

        return _refs = refs;
    }

    private CredentialsHandler? Credentials()
    {
        if (reference.IsLocal || new Uri(reference.Address).UserInfo is not { Length: > 0 } info)
            return null;
        var colon = info.IndexOf(':', StringComparison.Ordinal);
        var (user, password) = colon < 0 ? (info, "") : (info[..colon], info[(colon + 1)..]);
        return (_, _, _) => new UsernamePasswordCredentials { Username = Uri.UnescapeDataString(user), Password = Uri.UnescapeDataString(password) };
    }
}
