using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Paas.Docker.Daemon;

/// <summary>
/// The driver's directory: <c>{dyno id}/app</c> is a mounted home, <c>{dyno id}/seen</c> how much of its output arrived, <c>platform</c>
/// the id that the platform's containers carry, <c>.lock</c> is held while a host lives.
/// </summary>
internal sealed class PlatformDirectory : IDisposable
{
    private readonly string _root;
    private readonly ILogger _log;
    private readonly FileStream _lock;

    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: another host uses the directory, or it cannot be written.</exception>
    public PlatformDirectory(string root, ILogger log)
    {
        _root = root;
        _log = log;
        try
        {
            Directory.CreateDirectory(root);
            // Homes belong to the dynos' user; nobody else of this machine may get at them.
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            // The system lets go of it when the host dies, in whatever way.
            _lock = new FileStream(Path.Combine(root, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            try
            {
                Platform = ReadOrCreatePlatform();
            }
            catch
            {
                _lock.Dispose();
                throw;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PaasException(
                PaasErrors.Unavailable,
                $"The directory '{root}' cannot be used: {exception.Message} A directory serves one host at a time; stop the other host or set DockerOptions.RootDirectory.",
                exception);
        }
    }

    /// <summary>Identity of the platform, the same after each restart.</summary>
    public Guid Platform { get; }

    /// <summary>Makes the home of a dyno, empty.</summary>
    public string CreateHome(Guid dynoId) => Directory.CreateDirectory(Path.Combine(PathOf(dynoId), "app")).FullName;

    /// <summary>File with the place up to which a dyno's output arrived.</summary>
    public string SeenFile(Guid dynoId) => Path.Combine(Directory.CreateDirectory(PathOf(dynoId)).FullName, "seen");

    public void Remove(Guid dynoId)
    {
        try
        {
            Directory.Delete(PathOf(dynoId), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It had none.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            RemoveStubborn(PathOf(dynoId), exception);
        }
    }

    /// <summary>Removes directories of dynos that are no more.</summary>
    public void Sweep(IReadOnlySet<Guid> living)
    {
        foreach (var path in Directory.EnumerateDirectories(_root))
        {
            if (Guid.TryParse(Path.GetFileName(path), out var id) && !living.Contains(id))
                Remove(id);
        }
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>An app may have made directories that nobody may read, and names that .NET cannot express.</summary>
    private void RemoveStubborn(string path, Exception cause)
    {
        try
        {
            var start = new ProcessStartInfo("/bin/sh", ["-c", "chmod -R u+rwx -- \"$0\" 2>/dev/null; exec rm -rf -- \"$0\" 2>/dev/null", path]);
            using var remove = Process.Start(start);
            remove?.WaitForExit();
        }
        catch (Win32Exception exception)
        {
            cause = exception;
        }

        if (Directory.Exists(path))
            Log.CannotRemove(_log, path, cause);
    }

    private string PathOf(Guid dynoId) => Path.Combine(_root, dynoId.ToString());

    private Guid ReadOrCreatePlatform()
    {
        var file = Path.Combine(_root, "platform");
        if (File.Exists(file) && Guid.TryParse(File.ReadAllText(file), out var known))
            return known;
        var id = Guid.NewGuid();
        var aside = file + ".new";
        File.WriteAllText(aside, id.ToString());
        File.Move(aside, file, overwrite: true);
        return id;
    }
}
