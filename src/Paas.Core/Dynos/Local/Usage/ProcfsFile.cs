namespace Paas.Dynos.Local;

/// <summary>Reads small files of /proc with three system calls and no allocation beyond the path.</summary>
internal static unsafe class ProcfsFile
{
    /// <returns>How many bytes were read; 0 when it cannot be read, as after the end of the process.</returns>
    public static int Read(string path, Span<byte> buffer)
    {
        var descriptor = Libc.Open(path, Libc.OpenReadOnly | Libc.OpenCloseOnExec);
        if (descriptor < 0)
            return 0;
        fixed (byte* start = buffer)
        {
            var count = (int)Libc.Read(descriptor, start, buffer.Length);
            _ = Libc.Close(descriptor);
            return Math.Max(0, count);
        }
    }
}
