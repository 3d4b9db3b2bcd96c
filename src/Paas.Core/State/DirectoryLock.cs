namespace Paas.State;

/// <summary>Keeps other processes out of a directory. The operating system lets go of it when this process ends, however that happens.</summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    public static DirectoryLock Take(string directory)
    {
        var path = Path.Combine(directory, "lock");
        try
        {
            return new DirectoryLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PaasException(
                PaasErrors.Unavailable,
                $"The state in {directory} cannot be opened: its lock file {path} is held, most likely by another process of this platform ({exception.Message}). Stop that process, or choose another data directory.",
                exception);
        }
    }

    public void Dispose() => _file.Dispose();
}
