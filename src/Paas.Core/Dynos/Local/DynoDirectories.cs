using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;

namespace Paas.Dynos.Local;

/// <summary>
/// The directory of the driver: <c>{dyno id}/app</c> is a dyno's home, <c>.slugs</c> has what dynos share (<see cref="UnpackedSlugs"/>), <c>{dyno id}/process.json</c> its record,
/// <c>.lock</c> is held while a host lives, because whoever opens the directory ends all dynos in it.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class DynoDirectories : IDisposable
{
    private const string LockFile = ".lock";
    private readonly string _root;
    private readonly ILogger _log;
    private readonly FileStream _lock;

    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: another host uses the directory, or it cannot be written.</exception>
    public DynoDirectories(string root, ILogger log)
    {
        _root = root;
        _log = log;
        try
        {
            Directory.CreateDirectory(root);
            // The system lets go of it when the host dies, in whatever way.
            _lock = new FileStream(Path.Combine(root, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PaasException(
                PaasErrors.Unavailable,
                $"The dyno directory '{root}' cannot be used: {exception.Message} A directory serves one host at a time; stop the other host or set LocalProcessOptions.RootDirectory.",
                exception);
        }
    }

    /// <summary>Makes the directory of a dyno.</summary>
    public string Create(Guid dynoId) => Directory.CreateDirectory(PathOf(dynoId)).FullName;

    /// <summary>Removes the directory of a dyno.</summary>
    public void Remove(Guid dynoId)
    {
        OverlayHome.Unmount(PathOf(dynoId));
        DirectoryRemover.Remove(PathOf(dynoId), _log);
    }

    /// <summary>Dynos that have a directory.</summary>
    public IReadOnlyList<Guid> List()
    {
        var dynos = new List<Guid>();
        foreach (var directory in Directory.EnumerateDirectories(_root))
        {
            if (Guid.TryParseExact(Path.GetFileName(directory), "D", out var dynoId))
                dynos.Add(dynoId);
        }

        return dynos;
    }

    public string PathOf(Guid dynoId) => Path.Combine(_root, dynoId.ToString("D"));

    public void Dispose() => _lock.Dispose();
}
