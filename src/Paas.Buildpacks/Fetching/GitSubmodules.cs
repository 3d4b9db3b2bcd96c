using System.Security.Cryptography;
using System.Text;
using LibGit2Sharp;
using Paas.Selection;

namespace Paas.Fetching;

/// <summary>Writes the files of a commit with those of its submodules, as <c>git clone --recurse-submodules</c> would.</summary>
internal sealed class GitSubmodules(BuildpackOptions options, BuildpackShelf shelf, SafeTree target, CancellationToken cancellationToken)
{
    private const int MaxDepth = 5;
    private const int MaxModules = 100;

    private int _modules;

    /// <exception cref="PaasException">A submodule cannot be had here.</exception>
    /// <exception cref="LibGit2SharpException">Its server cannot be reached, or does not want to.</exception>
    public void Write(Commit commit, BuildpackReference reference, string place = "", int depth = 0)
    {
        var links = GitTree.Write(commit, place, target, cancellationToken);
        if (links.Count == 0 || commit[GitModules.File]?.Target is not Blob file)
            return;
        var addresses = GitModules.Read(file.GetContentText());
        foreach (var (path, id) in links)
        {
            // As with git, what .gitmodules does not name stays empty.
            if (!addresses.TryGetValue(path, out var address))
                continue;
            if (depth == MaxDepth || ++_modules > MaxModules)
                throw new PaasException(PaasErrors.InvalidParams, $"The buildpack {reference.Shown} has too many submodules, or submodules in submodules too deep; it was not used.");
            var module = Find(reference, path, address) with { Ref = id };
            using var fetched = Fetch(module, path);
            Write(fetched.Commit!, module, place + path + "/", depth + 1);
        }
    }

    private FetchedCommit Fetch(BuildpackReference module, string path)
    {
        var directory = Path.Combine(shelf.Directory, "modules", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(module.Address)))[..32]);
        var remote = new GitRemote(module, guarded: !module.Trusted && !options.AllowPrivateAddresses, options.MaxBuildpackSize, cancellationToken);
        var fetched = GitSource.FetchCommit(remote, directory, module.Ref!);
        if (fetched.Commit is not null)
            return fetched;
        fetched.Dispose();
        throw new PaasException(PaasErrors.InvalidParams, $"The submodule '{path}' of a buildpack, {module.Shown}, has no commit '{module.Ref}' in its branches and tags.");
    }

    /// <summary>The repository of a submodule; one that lies beside its parent has the parent's credentials.</summary>
    private BuildpackReference Find(BuildpackReference parent, string path, string address)
    {
        if (address.StartsWith("./", StringComparison.Ordinal) || address.StartsWith("../", StringComparison.Ordinal))
            address = parent.IsLocal ? Path.GetFullPath(Path.Combine(parent.Address, address)) : new Uri(new Uri(parent.Address.TrimEnd('/') + "/"), address).AbsoluteUri;
        else if (!parent.IsLocal && Uri.TryCreate(address, UriKind.Absolute, out var uri) && new Uri(parent.Address) is var known
            && (uri.Scheme, uri.Authority) == (known.Scheme, known.Authority) && uri.UserInfo.Length == 0 && known.UserInfo.Length > 0)
            address = $"{uri.Scheme}://{known.UserInfo}@{uri.Authority}{uri.PathAndQuery}";

        if (BuildpackReference.Parse(address, out var error) is not { Kind: not BuildpackReferenceKind.Source } module)
            throw new PaasException(PaasErrors.InvalidParams, $"The submodule '{path}' of the buildpack {parent.Shown} cannot be fetched. {error}".TrimEnd());
        if (module.IsLocal && !(parent.IsLocal && (parent.Trusted || LocalBuildpacks.Allows(options, module.Address))))
            throw new PaasException(PaasErrors.InvalidParams, $"The submodule '{path}' of the buildpack {parent.Shown} is a file of the platform's machine, '{module.Shown}', which apps may not name.");
        return module with { Kind = BuildpackReferenceKind.Git, Trusted = parent.Trusted };
    }
}
