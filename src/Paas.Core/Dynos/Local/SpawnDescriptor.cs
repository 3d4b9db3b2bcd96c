namespace Paas.Dynos.Local;

/// <summary>An open descriptor that a process is given: a copy of one of the host's, or of a file that it opens itself.</summary>
/// <param name="Number">Its number in the process.</param>
/// <param name="Source">The host's descriptor; -1 to open <paramref name="Path"/>.</param>
/// <param name="Path">File to open.</param>
/// <param name="Flags">How to open it.</param>
internal readonly record struct SpawnDescriptor(int Number, int Source, string? Path = null, int Flags = 0)
{
    public static SpawnDescriptor Copy(int number, System.Runtime.InteropServices.SafeHandle source) => new(number, (int)source.DangerousGetHandle());

    public static SpawnDescriptor Open(int number, string path, int flags) => new(number, -1, path, flags);
}
