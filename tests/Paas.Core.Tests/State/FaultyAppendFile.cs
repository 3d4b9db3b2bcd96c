namespace Paas.State;

/// <summary>A journal file on a disk that fills up or breaks when the test says so.</summary>
internal sealed class FaultyAppendFile(string path, FaultyAppendFile.Faults faults) : AppendFile(path)
{
    public override void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        if (!faults.DiskFull)
        {
            base.Write(bytes, offset);
            return;
        }

        // A full disk takes what still fits.
        base.Write(bytes[..(bytes.Length / 2)], offset);
        throw new IOException("No space left on device");
    }

    public override void FlushToDisk()
    {
        faults.Flushes++;
        faults.OnFlush?.Invoke();
        if (faults.FlushFails)
            throw new IOException("Input/output error");
        base.FlushToDisk();
    }

    public override void Truncate(long length)
    {
        if (faults.TruncateFails)
            throw new IOException("Input/output error");
        base.Truncate(length);
    }

    internal sealed class Faults
    {
        public bool DiskFull { get; set; }

        public bool FlushFails { get; set; }

        public bool TruncateFails { get; set; }

        public bool OpenFails { get; set; }

        public int Flushes { get; set; }

        public Action? OnFlush { get; set; }

        public AppendFile Open(string path) => OpenFails ? throw new IOException("Too many open files") : new FaultyAppendFile(path, this);
    }
}
