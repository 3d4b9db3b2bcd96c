using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Paas.Git.Repositories;

/// <summary>The repositories of all apps: <c>{data}/git/{app id}.git</c>, by id so that a renamed app keeps its own.</summary>
internal sealed class RepositoryStore(IOptions<PaasOptions> options)
{
    private const string Suffix = ".git";

    private readonly string _root = Path.GetFullPath(Path.Combine(options.Value.DataDirectory, "git"));
    private readonly ConcurrentDictionary<Guid, AppRepository> _open = new();

    /// <summary>The repository of an app, made on first use.</summary>
    public AppRepository Open(Guid app)
    {
        var repository = _open.GetOrAdd(app, static (id, root) => new AppRepository(Path.Combine(root, id + Suffix)), _root);
        Directory.CreateDirectory(_root);
        repository.EnsureCreated();
        return repository;
    }

    public IEnumerable<Guid> List()
    {
        if (!Directory.Exists(_root))
            yield break;
        foreach (var directory in Directory.EnumerateDirectories(_root, "*" + Suffix))
        {
            if (Guid.TryParseExact(Path.GetFileNameWithoutExtension(directory), "D", out var app))
                yield return app;
        }
    }

    public void Delete(Guid app)
    {
        _open.TryRemove(app, out _);
        var path = Path.Combine(_root, app + Suffix);
        if (!Directory.Exists(path))
            return;
        // Renamed first: half a repository is never taken for a whole one.
        var aside = $"{path}.{Guid.NewGuid():N}.old";
        Directory.Move(path, aside);
        Quarantine.TryRemove(aside);
    }

    /// <summary>Removes what pushes left when the host was killed. Only before the first request.</summary>
    public void RemoveLeftovers()
    {
        foreach (var app in List())
        {
            var repository = new AppRepository(Path.Combine(_root, app + Suffix));
            if (Directory.Exists(repository.QuarantineDirectory))
                Quarantine.TryRemove(repository.QuarantineDirectory);
            repository.RemoveStaleLocks();
        }

        if (!Directory.Exists(_root))
            return;
        foreach (var directory in Directory.EnumerateDirectories(_root))
        {
            if (directory.EndsWith(".new", StringComparison.Ordinal) || directory.EndsWith(".old", StringComparison.Ordinal))
                Quarantine.TryRemove(directory);
        }
    }
}
